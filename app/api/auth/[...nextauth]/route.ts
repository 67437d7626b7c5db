import NextAuth from "next-auth";
import { authOptions } from "../../../_entry/auth-options.ts";
import { refuseAuthRequest } from "../../../_entry/auth-request.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

const handler = async (request: Request, context: Context): Promise<Response> =>
  refuseAuthRequest(request, (await context.params).nextauth) ?? NextAuth(authOptions())(request, context);

export { handler as GET, handler as POST };
