"""confluent-kafka for Python: sends, then reads back with assigned partitions."""

import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

PARTITIONS = 3
IDLE_SECONDS = 10

bootstrap, topic, acks, codec, input_file, output_file = sys.argv[1:]


def to_bytes(text):
    return None if text is None else text.encode()


def to_text(data):
    return None if data is None else data.decode()


def create_topic():
    admin = AdminClient({"bootstrap.servers": bootstrap})
    admin.create_topics([NewTopic(topic, PARTITIONS, 1)])[topic].result(30)
    # Metadata may name a leader a moment before it has begun; an answered offset shows that it has.
    for partition in range(PARTITIONS):
        await_leader(admin, TopicPartition(topic, partition))


def await_leader(admin, partition):
    until = time.monotonic() + IDLE_SECONDS
    while True:
        try:
            return admin.list_offsets({partition: OffsetSpec.latest()})[partition].result()
        except KafkaException:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def send():
    delivered = 0

    def on_delivery(error, _message):
        nonlocal delivered
        if error is not None:
            raise SystemExit(f"delivery failed: {error}")
        delivered += 1

    producer = Producer(
        {"bootstrap.servers": bootstrap, "acks": acks, "compression.type": codec}
    )
    for line in open(input_file, encoding="utf-8"):
        record = json.loads(line)
        words = {
            "key": to_bytes(record["k"]),
            "value": to_bytes(record["v"]),
            "headers": [(name, to_bytes(value)) for name, value in record["h"]],
            "partition": record["p"],
            "on_delivery": on_delivery,
        }
        while True:
            try:
                producer.produce(topic, **words)
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush()
    return delivered


def read(count):
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "none",  # the library wants a name; assigned partitions need no group
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in range(PARTITIONS)])
    got, at_end, heard = 0, set(), time.monotonic()
    with open(output_file, "w", encoding="utf-8") as output:
        while (got < count or len(at_end) < PARTITIONS) and time.monotonic() - heard < IDLE_SECONDS:
            for message in consumer.consume(1000, 0.1):
                if message.error():
                    if message.error().code() != KafkaError._PARTITION_EOF:
                        raise SystemExit(f"reading failed: {message.error()}")
                    at_end.add(message.partition())
                    continue
                at_end.discard(message.partition())
                record = {
                    "p": message.partition(),
                    "o": message.offset(),
                    "k": to_text(message.key()),
                    "v": to_text(message.value()),
                    "h": [(name, to_text(value)) for name, value in message.headers() or []],
                }
                output.write(json.dumps(record) + "\n")
                got, heard = got + 1, time.monotonic()
    consumer.close()


create_topic()
sent = send()
read(sent)
print(topic, sent, flush=True)
