using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Appraisal;

/// <summary>By which rules evidence is appraised.</summary>
/// <param name="Id">The policy's name in results, such as <c>urn:mlsec:policy:default:1</c>.</param>
/// <param name="Verifier">Who appraises.</param>
public sealed record AppraisalPolicy(string Id, EarVerifier Verifier)
{
    /// <summary>Systems whose checks must have run and passed for a model to be affirming, by name without what follows <c>@</c>. Others are listed, and reject when they fail.</summary>
    public IReadOnlyList<string> RequiredSystems { get; init; } = [MeasuringSystems.Rehearsal, MeasuringSystems.Scrub];

    /// <summary>How old the newest recheck of a model's file may be when evidence is made, both by the device's clock.</summary>
    public TimeSpan RecheckAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a result counts.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);
}
