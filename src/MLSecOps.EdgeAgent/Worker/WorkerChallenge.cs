using System.Collections.Concurrent;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inference;

namespace MLSecOps.EdgeAgent.Worker;

/// <summary>Asks the sandboxed worker what an installed model answers to a challenge.</summary>
internal sealed class WorkerChallenge(WorkerRehearsal worker, AgentConfiguration configuration, IBlockHasher hasher, AgentLog log)
{
    // More than there are models; an update adds one.
    private const int Known = 256;

    private readonly Inferer _inferer = new(worker.Launcher);

    // Manifests whose suite declares no challenge. The suite is part of what a manifest signs, so that this never changes; without it each question would read the suites of all models again.
    private readonly ConcurrentDictionary<Sha256Digest, bool> _undeclared = new();

    /// <summary>Expands the challenge and runs the installed model on it.</summary>
    /// <param name="folder">The installed release.</param>
    /// <param name="nonce">The hub's, verified.</param>
    /// <param name="ueid">This device.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>Answers, or why there are none; never an exception of the disk.</returns>
    public async Task<ChallengeResponse> AnswerAsync(ReleaseFolder folder, ReadOnlyMemory<byte> nonce, Ueid ueid, CancellationToken cancellationToken)
    {
        if (_undeclared.ContainsKey(folder.Release.Manifest))
        {
            return ChallengeResponse.NotDeclared;
        }

        List<FileByteSource> open = [];
        try
        {
            using FolderBoundary boundary = FolderBoundary.Open(folder.Path);
            if (SealedManifest.Read(boundary, folder.Release) is not { } manifest)
            {
                return ChallengeResponse.Open(StoreReasons.SealBroken);
            }

            SanitySuite? suite = SuiteOf(boundary, manifest);
            if (suite?.Challenge is { } challenge)
            {
                return await AnswerAsync(boundary, manifest, challenge, new ChallengeSeed(nonce, ueid.ToBytes(), folder.Release.Manifest, 0), open, cancellationToken);
            }

            if ((suite is not null || PackagedModel.SuiteOf(manifest) is null) && _undeclared.Count < Known)
            {
                _undeclared.TryAdd(folder.Release.Manifest, true);
            }

            return ChallengeResponse.NotDeclared;
        }
        catch (IOException unreadable)
        {
            log.Write(JournalEvents.OperationFailed, null, ChallengeReasons.NoAnswer, unreadable.Message);
            return ChallengeResponse.Open(ChallengeReasons.NoAnswer);
        }
        finally
        {
            open.ForEach(source => source.Dispose());
        }
    }

    private async Task<ChallengeResponse> AnswerAsync(
        FolderBoundary boundary, ModelManifest manifest, ModelChallenge challenge, ChallengeSeed seed, List<FileByteSource> open, CancellationToken cancellationToken)
    {
        if (!ChallengeInputs.TryExpand(seed, challenge, out IReadOnlyList<IReadOnlyList<Tensor>>? inputs, out Check? fault))
        {
            return NotRun(manifest.Model, fault);
        }

        if (PackagedModel.Request(manifest, Open, inputs) is not { } request)
        {
            return ChallengeResponse.Open(RehearsalReasons.SeveralModels);
        }

        InferenceResult result = await _inferer.RunAsync(
            request, Inferer.LimitsFor(request) with { Deadline = configuration.WorkerDeadline, MemoryBytes = configuration.WorkerMemoryBytes }, cancellationToken);
        return result.Trouble is { } trouble ? NotRun(manifest.Model, trouble)
            : new ChallengeResponse(AnswerTensors.Write(result.Profile, result.Answers.Select(answer => answer.Outputs)), null);

        FileByteSource Open(ManifestFile file)
        {
            FileByteSource source = boundary.OpenFile(file.Path);
            open.Add(source);
            return source;
        }
    }

    // A suite that is not the signed one would only make the device answer other questions than the hub asks.
    private SanitySuite? SuiteOf(FolderBoundary boundary, ModelManifest manifest) =>
        PackagedModel.SuiteOf(manifest) is { } file
        && SignedFile.Read(boundary, file, JobLimits.SuiteBytes, hasher) is { } content
        && SanitySuiteParser.Parse(content).TryGet(out SanitySuite? suite, out _)
            ? suite
            : null;

    private ChallengeResponse NotRun(string model, Check check)
    {
        log.CheckFailed(model, check);
        return ChallengeResponse.Open(check.Reason ?? ChallengeReasons.NoAnswer);
    }
}
