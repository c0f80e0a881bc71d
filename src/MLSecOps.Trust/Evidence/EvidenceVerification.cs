using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Evidence;

/// <summary>What was found about one message of evidence: whether it is that device's, fresh and whole. What it says is for the appraiser.</summary>
public sealed class EvidenceVerification
{
    internal EvidenceVerification(TrustVerdict verdict, EvidenceClaims? claims, DeviceIdentity device, EvidenceChallenge challenge, VerificationTime time)
    {
        Verdict = verdict;
        Claims = claims;
        Ueid = device.Ueid;
        Nonce = challenge.Nonce;
        Time = time;
    }

    /// <summary>The outcome, with every check.</summary>
    public TrustVerdict Verdict { get; }

    /// <summary>The claims; null when signature or form was refused. To be believed only under a trusted verdict.</summary>
    public EvidenceClaims? Claims { get; }

    /// <summary>The device whose evidence was expected.</summary>
    public Ueid Ueid { get; }

    /// <summary>The nonce that was expected.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>SHA-256 of the whole message, as it was received.</summary>
    public required Sha256Digest Message { get; init; }

    /// <summary>The time used.</summary>
    public VerificationTime Time { get; }

    /// <summary>The TPM that is known for the device and what its quote proves; null when none is known.</summary>
    public TpmAppraisal? Tpm { get; init; }
}
