using MLSecOps.Contracts.Commands;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>What the hub makes of this device, from its newest signed appraisal: for people at the device, never for decisions.</summary>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>.</param>
/// <param name="AppraisedAt">When, by the hub's clock.</param>
internal sealed record HubOpinion(string Verdict, DateTimeOffset AppraisedAt)
{
    /// <summary>Reads it out of an appraisal.</summary>
    public static HubOpinion Of(Ear ear) => new(Words.Of(AppraisalVerdict.Of(ear)), ear.IssuedAt);
}
