using MLSecOps.Core.Findings;
using MLSecOps.Formats.Onnx.Weights;

namespace MLSecOps.Worker;

/// <summary>The model of a job as the engine takes it. The engine has no files: external data are put into the model before it sees a byte of it, or it sees none.</summary>
internal static class EngineModel
{
    /// <summary>Puts a model together.</summary>
    /// <param name="model">ONNX; untrusted.</param>
    /// <param name="externalData">Contents by the name that the model uses; untrusted. Empty afterwards.</param>
    /// <returns>A model that is whole by itself, the same array where it was; or the check that keeps it from the engine.</returns>
    public static (byte[]? Model, Check? Fault) Take(byte[] model, Dictionary<string, byte[]> externalData) =>
        WholeModel.Compose(model, externalData).Match<(byte[]?, Check?)>(
            whole =>
            {
                Release(externalData);
                return (whole, null);
            },
            fault => (null, Check.Fail("rehearsal.model", "model", fault.Reason, fault.Expected, fault.Found)));

    // The engine's memory is not the collector's: what is garbage now would stand beside the engine's own copies, and both count against the launcher's limit.
    private static void Release(Dictionary<string, byte[]> externalData)
    {
        if (externalData.Count > 0)
        {
            externalData.Clear();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
