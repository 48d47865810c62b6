/**
 * A self-signed certificate for localhost, 127.0.0.1 and ::1, valid from 2020 to 2120, and its key.
 * Known to everybody: trusted by nothing but tests. Made with `openssl ca -selfsign`.
 */
export const localhostCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgt5zlbb6adxqjXS/z
FSEci/+Fh8GBoKZdA/ySPtMgWTShRANCAAQN6Nyd+w0ylef+fHEHl/ymzvnTN7Qr
2gab8Gewmm2FFlNewp7VeRvwNiHWNzGLK1jDd/Sa19puiPU4rxDQ+DpN
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBgzCCASmgAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5TdGVlbHlh
cmQgdGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUG
A1UEAwwOU3RlZWx5YXJkIHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQN
6Nyd+w0ylef+fHEHl/ymzvnTN7Qr2gab8Gewmm2FFlNewp7VeRvwNiHWNzGLK1jD
d/Sa19puiPU4rxDQ+DpNo2AwXjAPBgNVHRMBAf8EBTADAQH/MCwGA1UdEQQlMCOC
CWxvY2FsaG9zdIcEfwAAAYcQAAAAAAAAAAAAAAAAAAAAATAdBgNVHQ4EFgQU1Mfz
DEsyqSMCIqvvMqBNBDcm7rkwCgYIKoZIzj0EAwIDSAAwRQIgcBNGToYkaxRPpEGU
ztkijNetj5VqQU+XIF7+dpoobHcCIQDIFxcEiNTSID0Tiw9NToosBCVPYPXBolOU
nr76rT4RAQ==
-----END CERTIFICATE-----
`,
} as const;
