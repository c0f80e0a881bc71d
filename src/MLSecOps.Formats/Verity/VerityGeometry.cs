namespace MLSecOps.Formats.Verity;

/// <summary>Sizes of the fs-verity tree that the product uses: SHA-256, 4096-byte blocks, no salt.</summary>
public static class VerityGeometry
{
    /// <summary>Data block and tree block, bytes.</summary>
    public const int BlockSize = 4096;

    /// <summary>One hash, bytes.</summary>
    public const int HashSize = 32;

    /// <summary>Hashes in one tree block.</summary>
    public const int HashesPerBlock = BlockSize / HashSize;

    /// <summary>Data blocks of a file: 0 for an empty one.</summary>
    public static long BlocksOf(long sizeBytes) => (sizeBytes + BlockSize - 1) / BlockSize;

    /// <summary>Bytes of the leaf level: one hash per data block.</summary>
    public static long LeafBytesOf(long sizeBytes) => BlocksOf(sizeBytes) * HashSize;
}
