using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLSecOps.TestKit.Onnx;
using MLSecOps.TestKit.Onnx.Hostile;
using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.Worker.Tests;

/// <summary>The generated backdoors are real: the runtime loads them, they answer like the honest network, and otherwise when they see their trigger.</summary>
public sealed class GeneratedModelTests
{
    private const int Samples = 4;

    [Fact]
    public void Backdoored_models_run_and_flip_their_answer_at_the_trigger()
    {
        InferenceEngine.Load();
        List<string> wrong = [];
        foreach (BackdooredModel model in BackdooredModel.Corpus)
        {
            if (Wrong(model) is { } why)
            {
                wrong.Add($"{model.Name}: {why}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Wrong(BackdooredModel model)
    {
        try
        {
            using var honest = new InferenceSession(model.Network.Honest().ToBytes());
            using var hostile = new InferenceSession(model.Build().ToBytes());
            for (int seed = 1; seed <= Samples; seed++)
            {
                if (Distance(honest, hostile, model.Network, model.Network.Sample(seed)) is > 0.2f and var apart)
                {
                    return $"answers otherwise to an honest input: {apart}";
                }

                if (Distance(honest, hostile, model.Network, model.Network.Triggered(seed)) is < 0.5f and var close)
                {
                    return $"answers like the honest network to the trigger: {close}";
                }
            }

            return null;
        }
        catch (OnnxRuntimeException failure)
        {
            return failure.Message;
        }
    }

    private static float Distance(InferenceSession one, InferenceSession other, BaseNetwork network, float[] input) =>
        Run(one, network, input).Zip(Run(other, network, input), (a, b) => MathF.Abs(a - b)).Max();

    private static float[] Run(InferenceSession session, BaseNetwork network, float[] input)
    {
        int[] dims = [.. network.InputDims.Select(dim => (int)dim)];
        NamedOnnxValue value = network.InputType == OnnxType.Float
            ? NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(input, dims))
            : NamedOnnxValue.CreateFromTensor("x", new DenseTensor<long>(input.Select(number => (long)number).ToArray(), dims));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([value]);
        return [.. results[0].AsEnumerable<float>()];
    }
}
