using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Worker;

/// <summary>What keeps a model from being given to the engine.</summary>
internal static class ModelFault
{
    /// <summary>The check that failed; null when the engine may try.</summary>
    /// <remarks>The engine has no files. Without this check it would say so in words of its own, after reading half the model.</remarks>
    public static Check? Find(byte[] model) => ModelWalker.Walk(new MemoryByteSource(model)).Match(
        tables => ExternalData.Locations(tables) is { Count: > 0 } locations
            ? Check.Fail("rehearsal.model", "model", RehearsalReasons.ExternalDataMissing, null, string.Join(' ', locations))
            : null,
        fault => Check.Fail("rehearsal.model", "model", RehearsalReasons.ProtobufMalformed, fault.Expected, fault.Found));
}
