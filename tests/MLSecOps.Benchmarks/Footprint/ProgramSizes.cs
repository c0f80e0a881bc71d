namespace MLSecOps.Benchmarks.Footprint;

/// <summary>Sizes of the stripped programs, one file each.</summary>
internal static class ProgramSizes
{
    public static IEnumerable<Figure> Measure()
    {
        yield return Size("linux-x64", "mlsec-agent", 8.0, "Native AOT with TLS alone 5.1 MB; AWS Greengrass lite (C) 1.1 MB package");
        yield return Size("linux-arm64", "mlsec-agent", 8.5, string.Empty);
        yield return Size("linux-x64", "mlsec-worker", 4, "libonnxruntime.so, beside it, 29.3 MB");
        yield return Size("linux-x64", "mlsec", 9, string.Empty);
    }

    private static Figure Size(string rid, string program, double budget, string peer)
    {
        FileInfo file = new(Path.Combine(Programs.Folder(rid), program));
        return new Figure($"size of `{program}`, {rid}", file.Exists ? file.Length / 1e6 : null, "MB", budget, Peer: peer, Note: file.Exists ? "stripped, one file" : $"packaging/build {rid} makes it");
    }
}
