namespace MLSecOps.Behaviour.Applications;

/// <summary>A canary on its way.</summary>
/// <param name="Vector">The golden vector whose inputs it has.</param>
/// <param name="Time">When it was sent.</param>
public sealed record SentCanary(string Vector, DateTimeOffset Time);
