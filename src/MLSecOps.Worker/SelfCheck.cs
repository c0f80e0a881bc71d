using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Worker;

/// <summary>The job that proves program, library and lock-down fit this machine: a one-node model, made here, runs and answers rightly.</summary>
internal static class SelfCheck
{
    // ModelProto, IR 8, opset 13: Y = Identity(X), float32[1].
    private static readonly byte[] IdentityModel = Convert.FromHexString(
        "0808" + "3A37"
        + "0A10" + "0A0158" + "120159" + "22084964656E74697479"
        + "120169"
        + "5A0F" + "0A0158" + "120A" + "0A08" + "0801" + "1204" + "0A020801"
        + "620F" + "0A0159" + "120A" + "0A08" + "0801" + "1204" + "0A020801"
        + "4202100D");

    /// <summary>Runs it.</summary>
    public static SanityOutcome Run()
    {
        try
        {
            using var session = new ModelSession(IdentityModel);
            var input = new Tensor("X", ElementType.Float32, [1], new byte[] { 0, 0, 0x28, 0x42 });
            Tensor output = session.Run([input], ["Y"])[0];
            return One(output.Data.Span.SequenceEqual(input.Data.Span)
                ? Check.Pass("worker.selfcheck", "engine")
                : Check.Fail("worker.selfcheck", "engine", RehearsalReasons.OutputDeviates, "42", Convert.ToHexStringLower(output.Data.Span)));
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException fault)
        {
            return One(Check.Fail("worker.selfcheck", "engine", RehearsalReasons.EngineUnavailable, null, fault.Message));
        }
    }

    private static SanityOutcome One(Check check) => new([check], [], null);
}
