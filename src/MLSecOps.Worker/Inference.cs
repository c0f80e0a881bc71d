using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>The job <c>infer</c>: runs a model on the inputs of the job and gives back what it answers. Who chose the inputs and who compares is not its business (design §7).</summary>
internal static class Inference
{
    /// <summary>Runs all inputs; a run that fails does not keep the others from running.</summary>
    /// <param name="job">Model and inputs, named as a golden vector's in the folders 0, 1 and so on; untrusted.</param>
    /// <param name="profile">The execution profile.</param>
    public static AnswerReport Run(RehearsalJob job, string profile)
    {
        var vectors = new GoldenVectors(job.Vectors);
        IReadOnlyList<string> runs = vectors.Folders;
        if (job.Suite is not null || runs.Count is 0 or > JobLimits.Runs || !runs.SequenceEqual(Enumerable.Range(0, runs.Count).Select(RunName.Of)))
        {
            return Refused(profile, RehearsalReasons.JobMalformed, $"inputs of 1 to {JobLimits.Runs} runs");
        }

        (byte[]? model, Check? fault) = EngineModel.Take(job.Model, job.ExternalData);
        if (model is null)
        {
            return Refused(profile, fault!.Reason!, string.Join(": not ", new[] { fault.Found, fault.Expected }.OfType<string>()));
        }

        try
        {
            using var session = new ModelSession(model);
            return new AnswerReport(profile, [.. runs.Select(run => RunOne(session, vectors, run))], null);
        }
        catch (OnnxRuntimeException refused)
        {
            return Refused(profile, RehearsalReasons.ModelNotLoadable, refused.Message);
        }
    }

    /// <summary>A report without answers.</summary>
    public static AnswerReport Refused(string profile, Reason reason, string detail) => new(profile, [], new AnswerFailure(reason, detail));

    private static RunAnswer RunOne(ModelSession session, GoldenVectors vectors, string run)
    {
        (IReadOnlyList<Tensor> inputs, Check? fault) = vectors.ReadInputs(run, session.Inputs);
        if (fault is not null)
        {
            return new RunAnswer([], new AnswerFailure(fault.Reason!, fault.Difference ?? fault.Subject));
        }

        try
        {
            return new RunAnswer(session.Run(inputs, session.Outputs), null);
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            return new RunAnswer([], new AnswerFailure(RunFault.ReasonOf(failed), failed.Message));
        }
    }
}
