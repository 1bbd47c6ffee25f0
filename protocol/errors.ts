/** Kafka 4.4's error codes. Source: Apache Kafka clients, common/protocol/Errors.java. */

interface Row<Name extends string> {
  readonly name: Name
  readonly code: number
  /** A client may try again without a change. */
  readonly retriable: boolean
  readonly message: string
}

const row = <Name extends string>(name: Name, code: number, message: string): Row<Name> => ({
  name,
  code,
  retriable: false,
  message,
})

const retry = <Name extends string>(name: Name, code: number, message: string): Row<Name> => ({
  name,
  code,
  retriable: true,
  message,
})

const errorList = [
  row('UNKNOWN_SERVER_ERROR', -1, 'The broker failed in a way that no other error describes.'),
  row('NONE', 0, 'No error.'),
  row('OFFSET_OUT_OF_RANGE', 1, 'The offset lies outside what the partition holds.'),
  retry(
    'CORRUPT_MESSAGE',
    2,
    'The record batch failed its CRC check, or is damaged in another way.',
  ),
  retry('UNKNOWN_TOPIC_OR_PARTITION', 3, 'The broker holds no such partition.'),
  row('INVALID_FETCH_SIZE', 4, 'The fetch size is not allowed.'),
  retry('LEADER_NOT_AVAILABLE', 5, 'The partition has no leader; an election is due or under way.'),
  retry(
    'NOT_LEADER_OR_FOLLOWER',
    6,
    'The broker is not the leader of the partition, or not one of its replicas.',
  ),
  retry('REQUEST_TIMED_OUT', 7, 'The time allowed for the request has passed.'),
  row('BROKER_NOT_AVAILABLE', 8, 'The broker is not there.'),
  retry('REPLICA_NOT_AVAILABLE', 9, 'The replica is not there.'),
  row('MESSAGE_TOO_LARGE', 10, 'The record batch is larger than max.message.bytes.'),
  row('STALE_CONTROLLER_EPOCH', 11, 'Another controller has taken over.'),
  row(
    'OFFSET_METADATA_TOO_LARGE',
    12,
    'The metadata of an offset commit is larger than offset.metadata.max.bytes.',
  ),
  retry('NETWORK_EXCEPTION', 13, 'The connection broke before the answer came.'),
  retry('COORDINATOR_LOAD_IN_PROGRESS', 14, 'The coordinator is still reading its log.'),
  retry('COORDINATOR_NOT_AVAILABLE', 15, 'There is no coordinator, or not yet.'),
  retry('NOT_COORDINATOR', 16, 'The broker is not the coordinator that was asked for.'),
  row(
    'INVALID_TOPIC_EXCEPTION',
    17,
    'The topic name is not allowed, or the topic may not be used so.',
  ),
  row('RECORD_LIST_TOO_LARGE', 18, 'The record batch is larger than a segment.'),
  retry(
    'NOT_ENOUGH_REPLICAS',
    19,
    'The in-sync replica set is smaller than min.insync.replicas; nothing was written.',
  ),
  retry(
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    20,
    'The records are written, but on fewer replicas than min.insync.replicas.',
  ),
  row('INVALID_REQUIRED_ACKS', 21, 'The value of acks is not -1, 0 or 1.'),
  row('ILLEGAL_GENERATION', 22, 'The generation is not the present one of the group.'),
  row(
    'INCONSISTENT_GROUP_PROTOCOL',
    23,
    'The member shares no protocol with the group, or named none.',
  ),
  row('INVALID_GROUP_ID', 24, 'The group id is not allowed.'),
  row('UNKNOWN_MEMBER_ID', 25, 'The coordinator does not know the member.'),
  row('INVALID_SESSION_TIMEOUT', 26, 'The session timeout is outside what the broker allows.'),
  row('REBALANCE_IN_PROGRESS', 27, 'The group is rebalancing; the member must join again.'),
  row('INVALID_COMMIT_OFFSET_SIZE', 28, 'The offset commit is too large.'),
  row('TOPIC_AUTHORIZATION_FAILED', 29, 'Access to the topic is denied.'),
  row('GROUP_AUTHORIZATION_FAILED', 30, 'Access to the group is denied.'),
  row('CLUSTER_AUTHORIZATION_FAILED', 31, 'Access to the cluster is denied.'),
  row('INVALID_TIMESTAMP', 32, 'The timestamp of a record is outside what the topic allows.'),
  row('UNSUPPORTED_SASL_MECHANISM', 33, 'The broker does not offer the SASL mechanism.'),
  row('ILLEGAL_SASL_STATE', 34, 'The request does not fit the state of the SASL exchange.'),
  row('UNSUPPORTED_VERSION', 35, 'The version of the request is not supported.'),
  row('TOPIC_ALREADY_EXISTS', 36, 'A topic of that name exists.'),
  row('INVALID_PARTITIONS', 37, 'The number of partitions is not allowed.'),
  row(
    'INVALID_REPLICATION_FACTOR',
    38,
    'The replication factor is below 1, or above the number of brokers.',
  ),
  row('INVALID_REPLICA_ASSIGNMENT', 39, 'The replica assignment is not allowed.'),
  row('INVALID_CONFIG', 40, 'A setting is unknown, or its value is not allowed.'),
  retry('NOT_CONTROLLER', 41, 'The broker or node is not the active controller.'),
  row('INVALID_REQUEST', 42, 'The request is malformed, or its fields contradict each other.'),
  row('UNSUPPORTED_FOR_MESSAGE_FORMAT', 43, 'The record format does not support the request.'),
  row('POLICY_VIOLATION', 44, 'A policy of the cluster forbids the request.'),
  row(
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    45,
    "The producer's sequence number does not follow the last one.",
  ),
  row('DUPLICATE_SEQUENCE_NUMBER', 46, "The producer's sequence number was seen before."),
  row('INVALID_PRODUCER_EPOCH', 47, "The producer's epoch is older than one that was seen."),
  row('INVALID_TXN_STATE', 48, 'The transaction is not in a state that allows the request.'),
  row(
    'INVALID_PRODUCER_ID_MAPPING',
    49,
    'The producer id does not belong to the transactional id.',
  ),
  row(
    'INVALID_TRANSACTION_TIMEOUT',
    50,
    'The transaction timeout is larger than transaction.max.timeout.ms.',
  ),
  retry(
    'CONCURRENT_TRANSACTIONS',
    51,
    'Another change of the same transaction is still under way.',
  ),
  row(
    'TRANSACTION_COORDINATOR_FENCED',
    52,
    'The transaction coordinator that sent a marker has been replaced.',
  ),
  row('TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 53, 'Access to the transactional id is denied.'),
  row('SECURITY_DISABLED', 54, 'The broker has no authorizer.'),
  row(
    'OPERATION_NOT_ATTEMPTED',
    55,
    'The operation was skipped, as another one of the request failed.',
  ),
  retry('KAFKA_STORAGE_ERROR', 56, 'The disk that holds the log failed.'),
  row('LOG_DIR_NOT_FOUND', 57, 'The broker has no such log directory.'),
  row('SASL_AUTHENTICATION_FAILED', 58, 'The SASL authentication failed.'),
  row('UNKNOWN_PRODUCER_ID', 59, 'The partition remembers nothing of the producer id.'),
  row('REASSIGNMENT_IN_PROGRESS', 60, 'A reassignment of the partition is under way.'),
  row('DELEGATION_TOKEN_AUTH_DISABLED', 61, 'Delegation tokens are not enabled.'),
  row('DELEGATION_TOKEN_NOT_FOUND', 62, 'There is no such delegation token.'),
  row('DELEGATION_TOKEN_OWNER_MISMATCH', 63, 'The delegation token belongs to another principal.'),
  row(
    'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED',
    64,
    'Delegation tokens may not be used on this kind of connection.',
  ),
  row('DELEGATION_TOKEN_AUTHORIZATION_FAILED', 65, 'Access to the delegation token is denied.'),
  row('DELEGATION_TOKEN_EXPIRED', 66, 'The delegation token has expired.'),
  row('INVALID_PRINCIPAL_TYPE', 67, 'The kind of principal is not supported.'),
  row('NON_EMPTY_GROUP', 68, 'The group still has members.'),
  row('GROUP_ID_NOT_FOUND', 69, 'There is no such group.'),
  retry('FETCH_SESSION_ID_NOT_FOUND', 70, 'The fetch session is not known.'),
  retry(
    'INVALID_FETCH_SESSION_EPOCH',
    71,
    'The epoch of the fetch session is not the expected one.',
  ),
  retry('LISTENER_NOT_FOUND', 72, 'The leader has no listener like the one that was asked.'),
  row('TOPIC_DELETION_DISABLED', 73, 'Deleting topics is switched off.'),
  retry('FENCED_LEADER_EPOCH', 74, "The leader epoch of the request is older than the broker's."),
  retry('UNKNOWN_LEADER_EPOCH', 75, "The leader epoch of the request is newer than the broker's."),
  row(
    'UNSUPPORTED_COMPRESSION_TYPE',
    76,
    'The version of the request may not carry that compression.',
  ),
  row('STALE_BROKER_EPOCH', 77, 'The broker epoch is not the present one.'),
  retry(
    'OFFSET_NOT_AVAILABLE',
    78,
    "The new leader's high watermark has not reached its epoch's start yet.",
  ),
  row('MEMBER_ID_REQUIRED', 79, 'The member must join again with the member id that it was given.'),
  retry('PREFERRED_LEADER_NOT_AVAILABLE', 80, 'The preferred leader is not available.'),
  row('GROUP_MAX_SIZE_REACHED', 81, 'The group has as many members as it may have.'),
  row('FENCED_INSTANCE_ID', 82, 'Another member uses the same group.instance.id.'),
  retry(
    'ELIGIBLE_LEADERS_NOT_AVAILABLE',
    83,
    'None of the replicas that may become leader is available.',
  ),
  retry('ELECTION_NOT_NEEDED', 84, 'The partition has the wanted leader already.'),
  row('NO_REASSIGNMENT_IN_PROGRESS', 85, 'No reassignment of the partition is under way.'),
  row(
    'GROUP_SUBSCRIBED_TO_TOPIC',
    86,
    'The group is subscribed to the topic whose offsets are to be deleted.',
  ),
  row('INVALID_RECORD', 87, 'A record or its batch breaks a rule, and is refused.'),
  retry(
    'UNSTABLE_OFFSET_COMMIT',
    88,
    'A transaction that has not ended has offsets for the partition.',
  ),
  retry('THROTTLING_QUOTA_EXCEEDED', 89, 'The quota is used up for now.'),
  row('PRODUCER_FENCED', 90, 'A newer producer has the same transactional id.'),
  row('RESOURCE_NOT_FOUND', 91, 'The request names something that does not exist.'),
  row('DUPLICATE_RESOURCE', 92, 'The request names the same thing twice.'),
  row('UNACCEPTABLE_CREDENTIAL', 93, 'The credential does not meet the rules.'),
  row('INCONSISTENT_VOTER_SET', 94, 'Sender or receiver is none of the expected voters.'),
  row('INVALID_UPDATE_VERSION', 95, 'The version of the update is not the expected one.'),
  row('FEATURE_UPDATE_FAILED', 96, 'The features could not be changed.'),
  row(
    'PRINCIPAL_DESERIALIZATION_FAILURE',
    97,
    'The principal of a forwarded request could not be read.',
  ),
  row('SNAPSHOT_NOT_FOUND', 98, 'There is no such snapshot.'),
  row('POSITION_OUT_OF_RANGE', 99, 'The position lies outside the snapshot.'),
  retry('UNKNOWN_TOPIC_ID', 100, 'The broker holds no topic with that id.'),
  row('DUPLICATE_BROKER_REGISTRATION', 101, 'A live broker has the same id.'),
  row('BROKER_ID_NOT_REGISTERED', 102, 'No broker with that id is registered.'),
  retry('INCONSISTENT_TOPIC_ID', 103, 'The topic id is not that of the log.'),
  row('INCONSISTENT_CLUSTER_ID', 104, 'The cluster id is not that of this cluster.'),
  row('TRANSACTIONAL_ID_NOT_FOUND', 105, 'There is no such transactional id.'),
  retry('FETCH_SESSION_TOPIC_ID_ERROR', 106, 'The fetch session mixes topic names and topic ids.'),
  row('INELIGIBLE_REPLICA', 107, 'A replica of the new in-sync set may not be in it.'),
  row('NEW_LEADER_ELECTED', 108, 'The partition was changed, and has another leader now.'),
  row('OFFSET_MOVED_TO_TIERED_STORAGE', 109, 'The offset has moved to tiered storage.'),
  row(
    'FENCED_MEMBER_EPOCH',
    110,
    'The member epoch is fenced; the member must give up its partitions and join again.',
  ),
  row('UNRELEASED_INSTANCE_ID', 111, 'Another member still holds the group.instance.id.'),
  row('UNSUPPORTED_ASSIGNOR', 112, 'The group does not offer the assignor.'),
  row(
    'STALE_MEMBER_EPOCH',
    113,
    'The member epoch is stale; the next heartbeat gives the present one.',
  ),
  row(
    'MISMATCHED_ENDPOINT_TYPE',
    114,
    'The request went to a broker where a controller is wanted, or the other way round.',
  ),
  row('UNSUPPORTED_ENDPOINT_TYPE', 115, 'The kind of endpoint is not supported.'),
  row('UNKNOWN_CONTROLLER_ID', 116, 'There is no controller with that id.'),
  row('UNKNOWN_SUBSCRIPTION_ID', 117, 'The telemetry subscription is unknown or out of date.'),
  row('TELEMETRY_TOO_LARGE', 118, 'The telemetry is larger than the broker accepts.'),
  row('INVALID_REGISTRATION', 119, 'The controller refuses the registration.'),
  row(
    'TRANSACTION_ABORTABLE',
    120,
    'The transaction met an error; it can be aborted, and the producer go on.',
  ),
  row('INVALID_RECORD_STATE', 121, 'The record is not in a state that can be acknowledged so.'),
  retry('SHARE_SESSION_NOT_FOUND', 122, 'The share session is not known.'),
  retry(
    'INVALID_SHARE_SESSION_EPOCH',
    123,
    'The epoch of the share session is not the expected one.',
  ),
  row('FENCED_STATE_EPOCH', 124, "The state epoch is not the coordinator's."),
  row('INVALID_VOTER_KEY', 125, 'The voter key is not that of the replica that was asked.'),
  row('DUPLICATE_VOTER', 126, 'The voter is one already.'),
  row('VOTER_NOT_FOUND', 127, 'There is no such voter.'),
  row('INVALID_REGULAR_EXPRESSION', 128, 'The regular expression is not valid.'),
  row(
    'REBOOTSTRAP_REQUIRED',
    129,
    "The client's metadata is out of date; it must bootstrap again.",
  ),
  row('STREAMS_INVALID_TOPOLOGY', 130, 'The topology is not valid.'),
  row('STREAMS_INVALID_TOPOLOGY_EPOCH', 131, 'The topology epoch is not valid.'),
  row('STREAMS_TOPOLOGY_FENCED', 132, 'The topology epoch is out of date.'),
  retry('SHARE_SESSION_LIMIT_REACHED', 133, 'There are as many share sessions as there may be.'),
  row(
    'GROUP_DELETION_FAILED',
    134,
    'The group could not be deleted; the message of the group says why.',
  ),
  row(
    'STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED',
    135,
    'The topology description could not be updated; the message says why.',
  ),
  row('CONTROLLER_ID_NOT_REGISTERED', 136, 'No controller with that id is registered.'),
] as const

export type ErrorName = (typeof errorList)[number]['name']

/** All errors, in the order of their codes. */
export const errors: readonly Row<ErrorName>[] = errorList

const byName = new Map<string, Row<ErrorName>>(errors.map((error) => [error.name, error]))
const byCode = new Map<number, Row<ErrorName>>(errors.map((error) => [error.code, error]))

export const codeOf = (name: ErrorName): number => byName.get(name)!.code

/** The name of a code; a code that Kafka 4.4 does not have is UNKNOWN_SERVER_ERROR, as in Kafka. */
export const nameOf = (code: number): ErrorName => byCode.get(code)?.name ?? 'UNKNOWN_SERVER_ERROR'

export const isRetriable = (name: ErrorName): boolean => byName.get(name)!.retriable

/** One sentence for people, as it may stand in a response. */
export const messageOf = (name: ErrorName): string => byName.get(name)!.message
