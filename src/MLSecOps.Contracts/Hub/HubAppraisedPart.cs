namespace MLSecOps.Contracts.Hub;

/// <summary>What the appraisal makes of one part.</summary>
/// <param name="Part"><c>device</c> or <c>model/&lt;name&gt;</c>.</param>
/// <param name="Status"><c>affirming</c>, <c>none</c>, <c>warning</c> or <c>contraindicated</c>.</param>
/// <param name="Vector">The AR4SI trustworthiness vector: value from -128 to 127 by name of the aspect, those that are stated.</param>
/// <param name="Claims">The claims on which it rests.</param>
public sealed record HubAppraisedPart(string Part, string Status, IReadOnlyDictionary<string, int> Vector, IReadOnlyList<HubAppraisedClaim> Claims);
