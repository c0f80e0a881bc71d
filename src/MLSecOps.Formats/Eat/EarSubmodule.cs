namespace MLSecOps.Formats.Eat;

/// <summary>The appraisal of one part: a model or the device itself.</summary>
/// <param name="Label"><c>model/&lt;name&gt;</c> or <c>device</c>; in results of others any text.</param>
/// <param name="Status">The whole; never better than the worst of <paramref name="Vector"/>.</param>
/// <param name="Vector">By aspect; null when not stated.</param>
/// <param name="Policies">Identifiers of the policies applied.</param>
/// <param name="Explanation">The claims on which the status rests (our extension); empty in results of others.</param>
public sealed record EarSubmodule(
    string Label, TrustTier Status, TrustVector? Vector, IReadOnlyList<string> Policies, IReadOnlyList<EarExplanation> Explanation);
