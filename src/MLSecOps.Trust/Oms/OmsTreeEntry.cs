namespace MLSecOps.Trust.Oms;

/// <summary>One entry of a tree.</summary>
/// <param name="Path">Relative, <c>/</c>-separated; text from outside.</param>
/// <param name="IsRegular">False for links, pipes, devices.</param>
/// <param name="SizeBytes">Its length when it was listed.</param>
public readonly record struct OmsTreeEntry(string Path, bool IsRegular, long SizeBytes);
