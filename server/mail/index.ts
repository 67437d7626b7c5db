export { type Mail, type Mailer, type MailLimits, openMailer } from "./open-mailer.ts";
export { isMailConfigured, sendMail } from "./send-mail.ts";
export {
  type AccessReviewMail,
  type AlertMail,
  accessReviewMail,
  alertMail,
  type ChannelTestMail,
  channelTestMail,
  type ExportReadyMail,
  exportReadyMail,
  type InvitationMail,
  invitationMail,
  type KeyReminderMail,
  keyReminderMail,
  type MailTemplate,
  type PasswordResetMail,
  passwordResetMail,
  type SecurityNoticeMail,
  securityNoticeMail,
} from "./templates.ts";
