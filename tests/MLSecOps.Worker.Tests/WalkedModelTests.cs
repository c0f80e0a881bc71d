using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.TestKit.Onnx.Mutations;

namespace MLSecOps.Worker.Tests;

/// <summary>Whatever the runtime loads, the walk has read whole: no way of writing a model hides it from the inspection and still has it run.</summary>
public sealed class WalkedModelTests(ITestOutputHelper output)
{
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
            bool walked = ModelWalker.Walk(new MemoryByteSource(model.Bytes)).TryGet(out _, out FormatFault? fault);
            if ((walked && WouldFillMemory(model.Bytes)) || !Loads(model.Bytes))
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

    // What has been walked is loaded only to show that much of it can be; what the inspection calls a bomb would go off here.
    private static bool WouldFillMemory(byte[] model) => ModelInspection
        .Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("model.onnx", 0, model.Length), null, null, false), null, null)
        .Findings.Any(finding => finding.Rule == InspectionRules.DimensionBomb);

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
