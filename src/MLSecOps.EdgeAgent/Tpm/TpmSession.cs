using System.Net.Sockets;
using MLSecOps.Configuration.Agent;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>One visit to the TPM: commands in order, and keys that are gone when it ends. Blocks; for the thread of <see cref="TpmLane"/> only.</summary>
internal sealed class TpmSession : IDisposable
{
    private const int MostRetries = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeyPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    // Where loaded sessions of either kind are listed (Part 2, 7.4, TPM_HT_LOADED_SESSION).
    private const uint LoadedSessions = TpmHandles.FirstHmacSession;

    private readonly TpmConnection _connection;
    private CreatedPrimary? _attestationKey;
    private bool _broken;

    private TpmSession(TpmConnection connection) => _connection = connection;

    /// <summary>The attestation key: made of the owner's seed by a fixed template, so the same one at each start; nothing of it is stored.</summary>
    /// <exception cref="TpmDeviceException">The TPM does not make it.</exception>
    public CreatedPrimary AttestationKey => _attestationKey ??= Run(CreatePrimary.Command(TpmHandles.Owner, KeyTemplates.Attestation()));

    /// <summary>Connects.</summary>
    /// <exception cref="TpmDeviceException">There is no TPM, or it does not start.</exception>
    public static TpmSession Open(TpmAddress address)
    {
        if (!address.IsSimulator)
        {
            return new TpmSession(TpmConnection.OpenDevice(address.Path!));
        }

        TpmSession session = new(TpmConnection.Connect(address.Point is { } point ? point : new UnixDomainSocketEndPoint(address.Path!)));
        try
        {
            session.Prepare();
            return session;
        }
        catch (TpmDeviceException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command that is expected to succeed.</summary>
    /// <exception cref="TpmDeviceException">It did not: refused, malformed, or no answer.</exception>
    public T Run<T>(TpmCommand<T> command)
        where T : notnull =>
        TryRun(command, out T? value) is { IsSuccess: false } code ? throw new TpmDeviceException(TpmDeviceReasons.Refused, $"{command.Name}: {code}") : value!;

    /// <summary>Runs a command that the TPM may refuse.</summary>
    /// <returns>The TPM's code; on success there is a value.</returns>
    /// <exception cref="TpmDeviceException">No answer, or a malformed one.</exception>
    public TpmResponseCode TryRun<T>(TpmCommand<T> command, out T? value)
        where T : notnull
    {
        TimeSpan pause = FirstPause;
        for (int retry = 0; ; retry++)
        {
            ReadOnlyMemory<byte> answer = Exchange(command);
            if (TpmResponseCode.Of(answer) is { IsSuccess: false } code)
            {
                if (!code.MayRetry || retry == MostRetries)
                {
                    value = default!;
                    return code;
                }

                Thread.Sleep(pause);
                pause *= 2;
                continue;
            }

            if (command.Parse(answer).TryGet(out value, out FormatFault? fault))
            {
                return default;
            }

            _broken = true;
            throw new TpmDeviceException(fault.Reason, $"{command.Name}: expected {fault.Expected} at byte {fault.Offset}, found {fault.Found ?? "something else"}");
        }
    }

    /// <summary>Makes a key, uses it, and gives its place back.</summary>
    public T WithKey<T>(uint hierarchy, byte[] template, Func<CreatedPrimary, T> use)
    {
        CreatedPrimary key = Run(CreatePrimary.Command(hierarchy, template));
        try
        {
            return use(key);
        }
        finally
        {
            Flush(key.Handle);
        }
    }

    /// <summary>Reads PCRs of the SHA-256 bank.</summary>
    public IReadOnlyList<PcrValue> ReadPcrs(IEnumerable<int> indices) =>
        [.. indices.Chunk(TpmCommandLimits.PcrsAtOnce).SelectMany(some => Run(PcrRead.Command(PcrSelection.Sha256(some))))];

    /// <summary>Signs with the attestation key what the TPM itself hashes.</summary>
    public TpmSignature Sign(ReadOnlySpan<byte> content)
    {
        uint key = AttestationKey.Handle;
        uint sequence = Run(HashSequenceStart.Command());
        for (; content.Length > TpmCommandLimits.HashBytes; content = content[TpmCommandLimits.HashBytes..])
        {
            Run(SequenceUpdate.Command(sequence, content[..TpmCommandLimits.HashBytes]));
        }

        return Run(Formats.Tpm.Commands.Sign.Command(key, Run(SequenceComplete.Command(sequence, content))));
    }

    /// <summary>Gives the place of a key or session back, if it is still taken.</summary>
    public void Flush(uint handle)
    {
        if (!_broken)
        {
            TryRun(FlushContext.Command(handle), out _);
        }
    }

    public void Dispose()
    {
        try
        {
            if (_attestationKey is { } key)
            {
                Flush(key.Handle);
            }
        }
        catch (TpmDeviceException)
        {
            // The kernel clears up after a closed descriptor; a simulator's leftovers go at the next visit.
        }

        _connection.Dispose();
    }

    private ReadOnlyMemory<byte> Exchange<T>(TpmCommand<T> command)
        where T : notnull
    {
        try
        {
            return _connection.Exchange(command.Request.Span, command.IsSlow ? KeyPatience : Patience);
        }
        catch (TpmDeviceException)
        {
            _broken = true;
            throw;
        }
    }

    // A simulator has neither firmware that starts it, nor a resource manager that clears up after a program that was killed in the middle.
    private void Prepare()
    {
        TpmResponseCode started = TryRun(Startup.Command(), out _);
        if (!started.IsSuccess && !started.IsInitialised)
        {
            throw new TpmDeviceException(TpmDeviceReasons.Refused, $"Startup: {started}");
        }

        foreach (uint leftover in new[] { TpmHandles.FirstTransient, LoadedSessions }.SelectMany(kind => Run(GetCapability.LoadedHandles(kind))))
        {
            Flush(leftover);
        }
    }
}
