using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>Jobs as a launcher writes them.</summary>
internal static class JobBytes
{
    public static byte[] Of(params (JobPartKind Kind, string Name, byte[] Content)[] parts) =>
    [
        .. JobFraming.WriteHead(parts.Length),
        .. parts.SelectMany(part => (byte[])[.. JobFraming.WritePart(new JobPart(part.Kind, part.Name, part.Content.Length)), .. part.Content]),
    ];

    public static byte[] Of(byte[] model, byte[]? suite, IReadOnlyDictionary<string, byte[]> vectors) => Of(
    [
        (JobPartKind.Model, "model.onnx", model),
        .. suite is null ? Array.Empty<(JobPartKind, string, byte[])>() : [(JobPartKind.Suite, "suite.json", suite)],
        .. vectors.Select(file => (JobPartKind.Vector, file.Key, file.Value)),
    ]);
}
