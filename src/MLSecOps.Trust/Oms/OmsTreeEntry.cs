namespace MLSecOps.Trust.Oms;

/// <summary>One entry of a tree.</summary>
/// <param name="Path">Relative, <c>/</c>-separated; text from outside.</param>
/// <param name="IsRegular">A regular file, or a link that the tree follows to one; false for other links, pipes, devices.</param>
/// <param name="SizeBytes">Its length when it was listed.</param>
public readonly record struct OmsTreeEntry(string Path, bool IsRegular, long SizeBytes)
{
    /// <summary>It is a symbolic link, whatever it leads to.</summary>
    public bool IsLink { get; init; }
}
