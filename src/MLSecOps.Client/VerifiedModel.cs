using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Client;

/// <summary>A model that the agent on this device verified, held by descriptors; and the tap that tells the agent what it saw and said.</summary>
/// <remarks>
/// <code>
/// using VerifiedModel model = VerifiedModel.Open("keyword-spotter");
/// Predict predict = model.Watch(Run); // Run: the application's own call
/// </code>
/// Only <see cref="Open"/> waits or fails. What is watched never waits for the agent and never throws because of it: records that the agent has
/// no room for are dropped, and the agent sees that they are missing. Safe for several threads.
/// </remarks>
public sealed class VerifiedModel : IDisposable
{
    /// <summary>Where the agent listens, unless the environment's <c>MLSEC_SOCKET</c> or an argument says otherwise.</summary>
    public const string DefaultSocket = "/run/mlsec/" + AgentInterface.Name;

    private readonly ModelTap? _tap;

    private VerifiedModel(OpenModelReply reply, IReadOnlyList<ModelFile> files, SafeFileHandle? tap)
    {
        (Name, Release, Version, ManifestDigest, Files) = (reply.Model, reply.Release, reply.Version, reply.ManifestDigest, files);
        _tap = tap is null ? null : new ModelTap(tap);
    }

    /// <summary>Slot name.</summary>
    public string Name { get; }

    /// <summary>The release whose bytes these are.</summary>
    public long Release { get; }

    /// <summary>Its version, for people.</summary>
    public string Version { get; }

    /// <summary><c>sha256:</c> of the signed manifest.</summary>
    public string ManifestDigest { get; }

    /// <summary>The files, in the manifest's order.</summary>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <summary>The first file of role <c>model</c>.</summary>
    /// <exception cref="InvalidOperationException">There is none, which no agent hands out.</exception>
    public ModelFile File => Files.First(file => file.Role == "model");

    /// <summary>Messages that the agent had no room for.</summary>
    public ulong Dropped => _tap?.Dropped ?? 0;

    /// <summary>How many records are sent together, 1..1024; 1 by default. A batch goes after 100 ms at the latest while calls go on.</summary>
    public int Batch
    {
        get => _tap?.Batch ?? 1;
        set => _tap?.Batch = value;
    }

    /// <summary>Asks the agent, which reads and hashes the files, and waits at most 30 s for it.</summary>
    /// <param name="model">Slot name.</param>
    /// <param name="socket">The agent's socket; null for <c>MLSEC_SOCKET</c>, else <see cref="DefaultSocket"/>.</param>
    /// <exception cref="ModelNotOpenedException">The model is not handed out, or the agent could not be asked.</exception>
    public static VerifiedModel Open(string model, string? socket = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        using var answer = OpenModelCall.Ask(socket ?? Environment.GetEnvironmentVariable("MLSEC_SOCKET") ?? DefaultSocket, model);
        ModelFile[] files = [.. answer.Reply.Files.Select(file => new ModelFile(file.Path, file.Role, file.Size, answer.Take(file.Fd)))];
        return new VerifiedModel(answer.Reply, files, answer.Reply.Tap is { } tap ? answer.Take(tap) : null);
    }

    /// <summary>Wraps the application's own call. Now and then the agent's own inputs go through the same call, on the thread of a call that was just made.</summary>
    /// <param name="predict">What it returns or throws is passed on as it is.</param>
    public Predict Watch(Predict predict)
    {
        ArgumentNullException.ThrowIfNull(predict);
        if (_tap is not { } tap)
        {
            return predict;
        }

        tap.Predict = predict;
        return inputs =>
        {
            tap.PollSometimes();
            long begin = Stopwatch.GetTimestamp();
            IReadOnlyList<Tensor> outputs;
            try
            {
                outputs = predict(inputs);
            }
            catch
            {
                tap.Tell(inputs, [], Stopwatch.GetElapsedTime(begin), failed: true);
                throw;
            }

            tap.Tell(inputs, outputs, Stopwatch.GetElapsedTime(begin), failed: false);
            return outputs;
        };
    }

    /// <summary>Tells about a call that was made without <see cref="Watch"/>.</summary>
    /// <param name="inputs">What the model was given.</param>
    /// <param name="outputs">What it answered; empty when it failed.</param>
    /// <param name="latency">How long it took; zero for not measured.</param>
    /// <param name="failed">The call failed.</param>
    public void Tell(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, TimeSpan latency, bool failed = false) => _tap?.Tell(inputs, outputs, latency, failed);

    /// <summary>Does what the agent asks for now, if anything: for applications that are idle for long. Watched calls do it by themselves.</summary>
    public void Poll() => _tap?.Poll();

    /// <summary>Sends the records that wait for a batch to fill.</summary>
    public void Flush() => _tap?.Flush();

    /// <summary>Says farewell and closes the files.</summary>
    public void Dispose()
    {
        _tap?.Dispose();
        foreach (ModelFile file in Files)
        {
            file.Handle.Dispose();
        }
    }
}
