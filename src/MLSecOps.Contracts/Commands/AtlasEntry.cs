namespace MLSecOps.Contracts.Commands;

/// <summary>A technique of MITRE ATLAS in JSON.</summary>
public sealed record AtlasEntry(string Id, string Name);
