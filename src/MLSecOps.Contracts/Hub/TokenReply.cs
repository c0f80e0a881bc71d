namespace MLSecOps.Contracts.Hub;

/// <summary>A new enrolment token: shown once, the hub keeps only its hash.</summary>
/// <param name="Token">The token, a secret.</param>
/// <param name="Ueid">The device that it enrols.</param>
/// <param name="Expires">RFC 3339 UTC.</param>
public sealed record TokenReply(string Token, string Ueid, string Expires);
