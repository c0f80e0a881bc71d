using Microsoft.ML.OnnxRuntime;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>The job <c>reveal</c>: which inputs show that one bit of one weight was turned over? One copy of the model at a time, so that thousands need the memory of one.</summary>
internal static class Reveal
{
    /// <summary>Tries all inputs on all copies. Whatever is wrong with model or inputs is a check.</summary>
    /// <param name="job">Model, plan and inputs in folders 0, 1 and so on; untrusted. The model's bytes, its external data among them, are changed and put back.</param>
    public static RevealFindings Run(RevealJob job)
    {
        var vectors = new GoldenVectors(job.Samples);
        int samples = vectors.Folders.Count;
        if (!RevealPlanParser.Parse(job.Plan).TryGet(out RevealPlan? plan, out FormatFault? fault))
        {
            return RevealFindings.Refused(Check.Fail("reveal.plan", "plan", fault.Reason, fault.Expected, fault.Found));
        }

        if (samples > RevealLimits.Samples || !vectors.Folders.SequenceEqual(Enumerable.Range(0, samples).Select(RunName.Of)))
        {
            return RevealFindings.Refused(Check.Fail("reveal.plan", "inputs", RehearsalReasons.JobMalformed, $"inputs of at most {RevealLimits.Samples} runs"));
        }

        (byte[]? model, Check? modelFault) = EngineModel.Take(job.Model, job.ExternalData);
        if (model is null)
        {
            return RevealFindings.Refused(modelFault!);
        }

        IReadOnlyList<BitFlip> flips = samples == 0 ? [] : Flips(model, plan);
        if ((RevealedMargins.OwnRows + (long)flips.Count) * samples > RevealLimits.Margins)
        {
            return RevealFindings.Refused(Check.Skip("reveal.plan", "inputs", RehearsalReasons.TooLarge));
        }

        try
        {
            ModelItself original = ModelItself.Ask(model, vectors);
            return samples == 0 ? new RevealFindings(original.Checks, original.Interface, null)
                : new RevealFindings(original.Checks, original.Interface, new RevealedMargins(samples, [.. flips.Select(flip => flip.Class)], Measure(model, plan, flips, original)));
        }
        catch (OnnxRuntimeException refused)
        {
            return RevealFindings.Refused(Check.Fail("reveal.model", "model", RehearsalReasons.ModelNotLoadable, null, refused.Message));
        }
    }

    private static IReadOnlyList<BitFlip> Flips(byte[] model, RevealPlan plan) => ModelWalker.Walk(new MemoryByteSource(model)).Match<IReadOnlyList<BitFlip>>(
        tables =>
        {
            IReadOnlyList<WeightRegion> weights = FloatWeights.Find(tables);
            return weights.Count == 0 ? [] : [.. BitClasses.All.SelectMany(of => BitFlips.Draw(weights, of, plan.Flips, (ulong)plan.Seed))];
        },
        _ => []);

    private static float[] Measure(byte[] model, RevealPlan plan, IReadOnlyList<BitFlip> flips, ModelItself original)
    {
        int samples = original.Samples;
        float[] margins = new float[(RevealedMargins.OwnRows + flips.Count) * samples];
        var row = new MarginRow(original, plan);
        row.Fill(model, true, margins.AsSpan(RevealedMargins.RepeatRow * samples, samples));
        row.Fill(model, false, margins.AsSpan(RevealedMargins.KernelRow * samples, samples));
        original.Finite.CopyTo(margins.AsSpan(RevealedMargins.FiniteRow * samples, samples));
        for (int copy = 0; copy < flips.Count; copy++)
        {
            flips[copy].Apply(model);
            row.Fill(model, true, margins.AsSpan((RevealedMargins.OwnRows + copy) * samples, samples));
            flips[copy].Apply(model);
        }

        return margins;
    }
}
