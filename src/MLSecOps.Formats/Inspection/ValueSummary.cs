namespace MLSecOps.Formats.Inspection;

/// <summary>An input or output: <paramref name="Type"/> such as <c>float32</c>, <paramref name="Shape"/> such as <c>[N,3,224,224]</c>; both <c>?</c> when not stated.</summary>
public sealed record ValueSummary(string Name, string Type, string Shape);
