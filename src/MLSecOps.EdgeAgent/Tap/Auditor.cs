using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Audits: gives recorded inputs to the signed model in the sandboxed worker, and compares what the application answered. Safe to call from several threads.</summary>
/// <param name="inferer">Runs the signed model.</param>
/// <param name="hasher">Measures it first: bytes that are not the signed ones would make an honest application look wrong.</param>
/// <param name="limits">Bounds of the worker for a request; see <see cref="Inferer.LimitsFor"/>.</param>
internal sealed class Auditor(Inferer inferer, IBlockHasher hasher, Func<InferenceRequest, WorkerLimits> limits)
{
    /// <summary>Compares.</summary>
    /// <param name="folder">Where the release is installed that the application opened.</param>
    /// <param name="release">That release.</param>
    /// <param name="suite">Its suite.</param>
    /// <param name="calls">What was recorded.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<AuditResult> RunAsync(string folder, ReleaseId release, SanitySuite suite, IReadOnlyList<RecordedCall> calls, CancellationToken cancellationToken)
    {
        List<FileByteSource> open = [];
        try
        {
            using FolderBoundary boundary = FolderBoundary.Open(folder);
            if (SealedManifest.Read(boundary, release) is not { } manifest
                || PackagedModel.Request(manifest, file => Measured(boundary, file, open, cancellationToken), [.. calls.Select(call => call.Inputs)]) is not { } request)
            {
                return Nothing;
            }

            InferenceResult result = await inferer.RunAsync(request, limits(request), cancellationToken);
            return result.Trouble is null ? Compare(suite, ApplicationProfile.Of(suite, result.Profile), calls, result.Answers) : Nothing;
        }
        catch (IOException)
        {
            // Unreadable or not as signed: the recheck tells of that.
            return Nothing;
        }
        finally
        {
            open.ForEach(source => source.Dispose());
        }
    }

    private static AuditResult Nothing { get; } = new(0, null, true);

    private static AuditResult Compare(SanitySuite suite, string profile, IReadOnlyList<RecordedCall> calls, IReadOnlyList<RunAnswer> answers)
    {
        int compared = 0;
        for (int index = 0; index < calls.Count; index++)
        {
            // Inputs that the signed model refuses while the application answered them are not its inputs: nothing can be compared.
            if (answers[index].Failure is not null)
            {
                continue;
            }

            compared++;
            if (AnswerComparison.FirstDeviation(suite, profile, answers[index].Outputs, calls[index].Outputs) is { } deviation)
            {
                return new AuditResult(compared, deviation, false);
            }
        }

        return new AuditResult(compared, null, compared == 0);
    }

    private FileByteSource Measured(FolderBoundary boundary, ManifestFile file, List<FileByteSource> open, CancellationToken cancellationToken)
    {
        FileByteSource source = SignedFile.Open(boundary, file, hasher, cancellationToken) ?? throw new IOException($"{file.Path} is not as signed");
        open.Add(source);
        return source;
    }
}
