using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>What the hub makes of this device, from its newest signed appraisal: for people at the device, never for decisions.</summary>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>.</param>
/// <param name="AppraisedAt">When, by the hub's clock.</param>
internal sealed record HubOpinion(string Verdict, DateTimeOffset AppraisedAt)
{
    /// <summary>A device is what the worst of its models is; unless it is contraindicated itself.</summary>
    public static HubOpinion Of(Ear ear) => new(
        ear.Device is { Status: TrustTier.Contraindicated } || ear.WorstModel == TrustTier.Contraindicated ? "rejected"
            : ear.WorstModel == TrustTier.Affirming ? "trusted"
            : "inconclusive",
        ear.IssuedAt);
}
