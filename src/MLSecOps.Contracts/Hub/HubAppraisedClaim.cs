namespace MLSecOps.Contracts.Hub;

/// <summary>One claim on which an appraisal rests.</summary>
/// <param name="Aspect">Name of the AR4SI aspect that it speaks to.</param>
/// <param name="Tier"><c>affirming</c>, <c>none</c>, <c>warning</c> or <c>contraindicated</c>.</param>
/// <param name="Claim">The claim, such as <c>disk</c>.</param>
/// <param name="Reason">Reason code when it is not affirming.</param>
/// <param name="Expected">What would have been.</param>
/// <param name="Found">What was found.</param>
public sealed record HubAppraisedClaim(string Aspect, string Tier, string Claim, string? Reason, string? Expected, string? Found);
