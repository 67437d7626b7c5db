const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** What a mail says: the same in text and in HTML. */
export interface MailContent {
  subject: string;
  paragraphs: string[];
  /** Shown as a button in HTML and on a line of its own in text. */
  link?: { label: string; url: string };
  /** Small print below. */
  note: string;
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const PARAGRAPH = "margin:0 0 16px;font-size:15px;line-height:1.5";
const BUTTON =
  "display:inline-block;padding:10px 18px;border-radius:6px;background:#1f3a5f;color:#ffffff;font-size:15px;text-decoration:none";
const SMALL = "margin:16px 0 0;font-size:13px;line-height:1.5;color:#5c6670";

export function renderMail(content: MailContent): { subject: string; text: string; html: string } {
  const { subject, paragraphs, link, note } = content;
  if (link && !/^https?:\/\/[^\s\p{C}<>"]+$/u.test(link.url))
    throw new Error("a link in a mail must be an http address");
  const text = [...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), note, "Sealtrail"].join("\n\n");
  return { subject, text: `${text}\n`, html: page(subject, body(paragraphs, link, note)) };
}

function body(paragraphs: string[], link: MailContent["link"], note: string): string {
  const lines = paragraphs.map((paragraph) => `<p style="${PARAGRAPH}">${escapeHtml(paragraph)}</p>`);
  if (link) {
    const url = escapeHtml(link.url);
    lines.push(
      `<p style="${PARAGRAPH}"><a href="${url}" style="${BUTTON}">${escapeHtml(link.label)}</a></p>`,
      `<p style="${SMALL};word-break:break-all">Or copy this address into your browser:<br>${url}</p>`,
    );
  }
  lines.push(`<p style="${SMALL}">${escapeHtml(note)}</p>`);
  return lines.join("\n");
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;background:#f4f6f8;color:#1b242c;${FONT}">
<div style="max-width:520px;margin:0 auto;padding:28px;background:#ffffff;border:1px solid #dde3e8;border-radius:8px">
<p style="margin:0 0 20px;font-size:15px;font-weight:600">Sealtrail</p>
${content}
</div>
</body>
</html>
`;
}
