using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Hub.Attest;

/// <summary>What the evidence desk made of a message. Closed by the private constructor.</summary>
internal abstract record DeskResult
{
    private DeskResult()
    {
    }

    /// <summary>There is nothing to appraise.</summary>
    public sealed record Refused(Reason Reason, string Detail) : DeskResult;

    /// <summary>It was appraised.</summary>
    /// <param name="Verification">Signature, nonce, device.</param>
    /// <param name="References">What it was compared with.</param>
    /// <param name="Ear">The result.</param>
    /// <param name="Signed">The result, signed.</param>
    /// <param name="Challenge">The nonce that it answers.</param>
    public sealed record Appraised(
        EvidenceVerification Verification, ReferenceValues References, Ear Ear, ReadOnlyMemory<byte> Signed, OpenChallenge Challenge) : DeskResult
    {
        /// <summary>By model, what challenges showed so far; without those whose packages declare none.</summary>
        public IReadOnlyDictionary<string, ModelHolding> Holdings { get; init; } = new Dictionary<string, ModelHolding>();

        /// <summary>The renewed key that signed it, used for the first time; null for the key in force.</summary>
        public DeviceKey? Renewed { get; init; }
    }
}
