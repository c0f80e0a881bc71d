using System.Text;

namespace MLSecOps.Formats.Tests.Documents;

/// <summary>A manifest with every member, as text to vary.</summary>
internal static class SampleManifest
{
    public const string Digest = "aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899";

    public const string Text = $$"""
        {
          "schema": "mlsec.model-manifest/1",
          "model": "keyword-spotter",
          "version": "1.4.2",
          "release": 17,
          "format": "onnx",
          "audience": ["acme"],
          "issued": "2026-11-20T10:00:00Z",
          "expires": "2027-05-20T00:00:00Z",
          "targets": { "hardware": ["rpi5", "x86-64"], "min_agent": "0.1.0" },
          "files": [
            { "path": "model.onnx", "role": "model", "size_bytes": 2327524, "fsverity_sha256": "{{Digest}}" },
            { "path": "sanity/suite.json", "role": "sanity", "size_bytes": 0, "fsverity_sha256": "{{Digest}}" }
          ],
          "provenance": { "source": "git+https://example.org/m@1", "training_data_sha256": "{{Digest}}" }
        }
        """;

    public static byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>The sample with one piece exchanged; the piece must be there exactly once.</summary>
    public static byte[] With(string piece, string replacement)
    {
        Assert.Equal(2, Text.Split(piece).Length);
        return Encoding.UTF8.GetBytes(Text.Replace(piece, replacement, StringComparison.Ordinal));
    }
}
