namespace MLSecOps.Formats.Oms;

/// <summary>A file, or a shard of one, with its digest.</summary>
/// <param name="Path">Relative, <c>/</c>-separated, without dot segments; <c>.</c> alone is the single file of older producers.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">First byte after it; null for a whole file.</param>
/// <param name="Digest">Lower-case hexadecimal, of the statement's hash.</param>
public sealed record OmsResource(string Path, long Start, long? End, string Digest);
