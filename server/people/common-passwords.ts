/** What people choose most often, and what they build on: a password made of one of these, again and again or with figures, is no secret. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd passphrase letmein welcome welkom willkommen bienvenue bienvenido admin administrator
  root toor login logmein changeme changeit secret secure security default guest user test testing tester master superman superuser
  batman iloveyou iloveu ichliebedich loveyou sunshine princess dragon monkey monkeys football baseball basketball soccer hockey
  shadow michael jessica jennifer jordan michelle charlie daniel thomas andrew joshua ashley matthew nicole killer pepper ginger
  summer winter spring autumn sommer flower butterfly chocolate cookie cheese computer internet samsung google facebook microsoft
  starwars pokemon naruto minecraft whatever trustno1 freedom hello hallo hello world helloworld abc abcd abcde abcdef abcdefg
  qwerty qwertz azerty qwertyuiop qwertzuiop asdf asdfgh asdfghjkl asdfghjklö zxcvbn zxcvbnm yxcvbnm qazwsx qazwsxedc 1q2w3e
  1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc zaq12wsx q1w2e3r4 qwerty123 password1 password123 admin123 welcome1 letmein1
  correcthorsebatterystaple correct horse battery staple sealtrail audit company organisation organization january february monday
  friday december`.split(/\s+/),
);
