export { type AlertReader, readAlertReaders } from "./alert-readers.sql.ts";
export type {
  AlertMessage,
  Attempt,
  Channel,
  Delivery,
  DeliveryPage,
  IssuedChannel,
  MessageType,
} from "./channel.ts";
export { createChannel } from "./create-channel.ts";
export { deleteChannel } from "./delete-channel.ts";
export { deleteOldDeliveries, LOG_DAYS } from "./delete-old-deliveries.ts";
export { deliverDue, deliveriesDone, endDeliveries } from "./deliver-due.ts";
export { enqueueDeliveries } from "./enqueue-deliveries.ts";
export { getChannel, listChannels } from "./list-channels.ts";
export { listDeliveries } from "./list-deliveries.ts";
export { resumeChannel } from "./resume-channel.ts";
export { retryDelivery } from "./retry-delivery.ts";
export { rotateChannelSecret } from "./rotate-channel-secret.ts";
export {
  CHANNEL_KINDS,
  CHANNELS_MAX,
  type ChannelInput,
  type ChannelKind,
  type ChannelUpdate,
  channelInput,
  channelUpdate,
  type DeliveryList,
  deliveryList,
  GRACE_HOURS_DEFAULT,
  GRACE_HOURS_MAX,
  type SecretRotation,
  secretRotation,
} from "./schemas.ts";
export { testChannel } from "./test-channel.ts";
export { updateChannel } from "./update-channel.ts";
