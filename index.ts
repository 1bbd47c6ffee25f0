/** The public API: the description of a cluster, and a cluster in this process. */
export { type LaunchOptions, launchCluster } from './cluster/launch-cluster.ts'
export type { RunningCluster } from './cluster/running-cluster.ts'
export type { ClusterInput, TopicInput } from './cluster-config/cluster-input.ts'
export {
  type ClusterConfig,
  defineCluster,
  type TopicPlan,
} from './cluster-config/define-cluster.ts'
export type { PresetName } from './cluster-config/presets.ts'
export { UserError } from './cluster-config/user-error.ts'
export type { ClusterStatus } from './control/target.ts'
