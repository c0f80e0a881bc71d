using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Update;

/// <summary>An offer that is not tried again until something changes.</summary>
/// <param name="Key">The offer's key.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record RefusedOffer(string Key, Reason Reason);
