namespace MLSecOps.Core.Sanity;

/// <summary>The element that is farthest outside (or least far inside) its tolerance.</summary>
/// <param name="Index">Position in row-major order.</param>
/// <param name="Expected">The golden value, as text that reads back to the same value; cut for strings.</param>
/// <param name="Actual">The value that came out. Text from outside.</param>
public sealed record WorstElement(long Index, string Expected, string Actual);
