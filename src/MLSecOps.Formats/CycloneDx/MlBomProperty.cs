namespace MLSecOps.Formats.CycloneDx;

/// <summary>A property and where it stands: <c>mlbom/components[0]/modelCard/properties[3]</c>.</summary>
public sealed record MlBomProperty(string Place, string Name, string Value);
