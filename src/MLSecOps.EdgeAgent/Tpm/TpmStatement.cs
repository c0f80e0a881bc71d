using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>Makes evidence with the TPM: claims signed by the attestation key, and a quote bound to exactly these claims (design §10).</summary>
/// <param name="log">What was measured.</param>
/// <param name="pcrs">Which PCRs are quoted, with the agent's.</param>
/// <param name="agentPcr">The agent's.</param>
internal sealed class TpmStatement(MeasuredLog log, IReadOnlyList<int> pcrs, int agentPcr)
{
    // Somebody else may extend a quoted PCR between the reading and the quote.
    private const int Attempts = 4;

    /// <summary>Makes a CMW collection.</summary>
    /// <param name="session">At the TPM.</param>
    /// <param name="nonce">What the evidence answers.</param>
    /// <param name="certificates">Of the key of the connection; travel along.</param>
    /// <param name="write">Makes the claims; called once the log was compared with the PCR, since they say how that went.</param>
    /// <returns>The message, or the claim that is out of its range.</returns>
    /// <exception cref="TpmDeviceException">The TPM failed.</exception>
    public Parsed<ReadOnlyMemory<byte>> Make(
        TpmSession session, ReadOnlyMemory<byte> nonce, IReadOnlyList<ReadOnlyMemory<byte>> certificates, Func<Parsed<ReadOnlyMemory<byte>>> write)
    {
        for (int attempt = 1; ; attempt++)
        {
            IReadOnlyList<PcrValue> values = session.ReadPcrs(pcrs);
            log.Compare(values.First(each => each.Index == agentPcr).Value);
            if (!write().TryGet(out ReadOnlyMemory<byte> payload, out FormatFault? fault))
            {
                return fault;
            }

            SignedQuote quote = session.Run(Quote.Command(session.AttestationKey.Handle, TpmEvidence.Binding(nonce.Span, payload.Span), PcrSelection.Sha256([.. pcrs])));
            if (!Covers(quote, values))
            {
                if (attempt == Attempts)
                {
                    throw new TpmDeviceException(TpmReasons.PcrMismatch, $"the PCRs changed {Attempts} times while they were quoted");
                }

                continue;
            }

            return Collect(session, payload, certificates, new TpmEvidence(quote.Attest, quote.Signature.Encode(), values, log.Log));
        }
    }

    private static ReadOnlyMemory<byte> Collect(TpmSession session, ReadOnlyMemory<byte> payload, IReadOnlyList<ReadOnlyMemory<byte>> certificates, TpmEvidence evidence)
    {
        byte[] header = CoseSign1Writer.ProtectedHeader(KeyId(session.AttestationKey.Key), null);
        TpmSignature signature = session.Sign(CoseSign1.ToBeSigned(header, payload.Span));
        return CmwMessage.Write(CoseSign1Writer.Write(header, certificates, payload.Span, signature.Value.Span), evidence.Encode());
    }

    private static byte[] KeyId(NamedPublic key) => TpmPublic.Parse(key.Public).Match(
        parsed => SHA256.HashData(parsed.SubjectPublicKeyInfo()),
        fault => throw new TpmDeviceException(fault.Reason, $"the attestation key: expected {fault.Expected} at byte {fault.Offset}"));

    private static bool Covers(SignedQuote quote, IReadOnlyList<PcrValue> values) => TpmAttest.Parse(quote.Attest).Match(
        attest => attest.PcrDigest.Length == Sha256Digest.Size && new Sha256Digest(attest.PcrDigest.Span) == PcrValue.Compose(values),
        fault => throw new TpmDeviceException(fault.Reason, $"the quote: expected {fault.Expected} at byte {fault.Offset}"));
}
