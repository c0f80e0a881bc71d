namespace MLSecOps.Formats.CycloneDx;

/// <summary>A digest: the algorithm as CycloneDX spells it, such as <c>SHA-256</c>, and hexadecimal digits.</summary>
public sealed record MlBomHash(string Algorithm, string Content);
