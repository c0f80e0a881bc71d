using System.Reflection;

namespace MLSecOps.Trust.Tests.Attestation;

/// <summary>The decoder in standard Python, which shares no code with the product.</summary>
internal static class DecoderScript
{
    public static string Path { get; } = System.IO.Path.Combine(
        typeof(DecoderScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!,
        "tests", "MLSecOps.Trust.Tests", "Evidence", "decode_evidence.py");
}
