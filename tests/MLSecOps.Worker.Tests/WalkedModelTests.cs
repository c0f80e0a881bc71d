using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.TestKit.Onnx.Mutations;

namespace MLSecOps.Worker.Tests;

/// <summary>Whatever the runtime loads, the walk has read whole: no way of writing a model hides it from the inspection and still has it run.</summary>
public sealed class WalkedModelTests(ITestOutputHelper output)
{
    /// <summary>What the walk has read is given to the runtime only to show that it loads much of it; not if its tensors would fill the machine.</summary>
    private const long MostElements = 1 << 22;

    [Fact]
    public void What_the_runtime_loads_is_walked()
    {
        InferenceEngine.Load();
        MutatedModel[] models =
        [
            .. MutatedModel.Generated().Where(model => model.Name != "every field").SelectMany((model, index) => MutatedModel.Of(model.Name, model.Bytes, 2, 40 + index)),
            .. MutatedModel.Real().SelectMany((model, index) => MutatedModel.Of(model.Name, model.Bytes, 1, 900 + index)),
        ];
        List<string> refused = [];
        int loaded = 0, mutated = 0;
        foreach (MutatedModel model in models)
        {
            bool walked = ModelWalker.Walk(new MemoryByteSource(model.Bytes)).TryGet(out ModelTables? tables, out FormatFault? fault);
            if ((walked && tables!.Tensors.Exists(tensor => tensor.Elements > MostElements)) || !Loads(model.Bytes))
            {
                continue;
            }

            loaded++;
            mutated += model.Mutation == ModelMutation.None ? 0 : 1;
            if (!walked)
            {
                refused.Add($"{model.Name}: {fault}");
            }
        }

        output.WriteLine($"the runtime loads {loaded} of {models.Length} models, {mutated} of them mutated");
        Assert.True(refused.Count == 0, $"{refused.Count} of {loaded} that the runtime loads are refused:\n{string.Join('\n', refused)}");
        Assert.True(models.Length > 500 && mutated > models.Length / 4, $"{mutated} of {models.Length}");
    }

    private static bool Loads(byte[] model)
    {
        try
        {
            using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(model, options);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }
}
