import type {
  Channel,
  ChannelInput,
  ChannelUpdate,
  Delivery,
  IssuedChannel,
  SecretRotation,
} from "#server/channels/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the pages of channels may ask the server to do; each is checked there again. */
export interface ChannelActs {
  createChannel(tenant: string, input: ChannelInput): Promise<FormAnswer<IssuedChannel>>;
  updateChannel(tenant: string, input: ChannelUpdate): Promise<FormAnswer<Channel>>;
  deleteChannel(tenant: string, input: { id: string }): Promise<FormAnswer<void>>;
  testChannel(tenant: string, input: { id: string }): Promise<FormAnswer<Delivery[]>>;
  rotateSecret(tenant: string, input: SecretRotation): Promise<FormAnswer<IssuedChannel>>;
  resumeChannel(tenant: string, input: { id: string }): Promise<FormAnswer<Channel>>;
  retryDelivery(tenant: string, input: { id: string }): Promise<FormAnswer<Delivery>>;
}
