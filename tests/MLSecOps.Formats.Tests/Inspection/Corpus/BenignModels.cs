using System.Formats.Tar;
using System.IO.Compression;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Public models of other projects, on which the inspection must be silent.</summary>
internal static class BenignModels
{
    internal const int OnnxModels = 23;
    internal const int BackendCases = 932;

    /// <summary>Models of the ONNX project's own tests.</summary>
    internal static IEnumerable<(string Name, byte[] Bytes)> Onnx() => Files("signing/onnx");

    /// <summary>Real models: digits, speech, key words, tables, and three twins of one of them.</summary>
    internal static IEnumerable<(string Name, byte[] Bytes)> Real() => Files("ml");

    /// <summary>The ONNX project's backend tests, one operator each.</summary>
    internal static IEnumerable<(string Name, byte[] Bytes)> Backend()
    {
        if (SharedVectors.Find("ml/onnx-node-tests/onnx-1.12-backend-tests-small.tar.gz") is not { } archive)
        {
            yield break;
        }

        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } content && entry.Name.EndsWith("/model.onnx", StringComparison.Ordinal))
            {
                byte[] bytes = new byte[content.Length];
                content.ReadExactly(bytes);
                yield return (entry.Name, bytes);
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Files(string folder) => SharedVectors.Find(folder) is not { } path ? []
        : Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(path, file), File.ReadAllBytes(file)));
}
