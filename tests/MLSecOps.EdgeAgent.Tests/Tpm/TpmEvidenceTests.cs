using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Tests.Evidence;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.EdgeAgent.Tests.Tpm;

/// <summary>Evidence as the agent makes it with a TPM, judged by the hub's verifier and by the tools of others.</summary>
public sealed class TpmEvidenceTests : IDisposable
{
    private const string Engine = "onnxruntime 1.2.3";
    private const int SelectionBytes = 4 + (16 * 8);
    private static readonly Sha256Digest Configuration = Sha256Digest.Of([7]);
    private static readonly Sha256Digest Manifest = Sha256Digest.Of([8]);

    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create("Publisher");
    private readonly EvidenceFleet _fleet = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_hub_trusts_it_and_shows_no_more_than_a_TPM()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        EvidenceVerification verified = await JudgeAsync(bench, await MakeAsync(bench, device));
        Assert.IsType<TrustVerdict.Trusted>(verified.Verdict);
        Assert.Equal(EvidenceTier.Tpm, verified.Tpm!.Tier);
        Assert.DoesNotContain(verified.Claims!.Coverage, gap => gap.What == "tpm");
    }

    [Fact]
    public async Task Tpm2_checkquote_accepts_its_quote_for_this_nonce_and_these_claims_only()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        (ReadOnlyMemory<byte> claims, TpmEvidence tpm) = Open(await MakeAsync(bench, device));
        TpmPublic key = await KeyAsync(bench);
        File.WriteAllText(bench.Tpm.File("ak.pem"), PemEncoding.WriteString("PUBLIC KEY", key.SubjectPublicKeyInfo()));
        File.WriteAllBytes(bench.Tpm.File("q.msg"), tpm.Attest.ToArray());
        File.WriteAllBytes(bench.Tpm.File("q.sig"), tpm.Signature.ToArray());
        byte[] values = PcrFile(tpm.Pcrs);
        File.WriteAllBytes(bench.Tpm.File("q.pcrs"), values);
        string bound = Convert.ToHexStringLower(TpmEvidence.Binding(EvidenceFleet.Nonce, claims.Span));
        string[] check = ["-u", bench.Tpm.File("ak.pem"), "-m", bench.Tpm.File("q.msg"), "-s", bench.Tpm.File("q.sig"), "-g", "sha256", "-f", bench.Tpm.File("q.pcrs")];
        await ToolRun.Must("tpm2_checkquote", [.. check, "-q", bound]);

        // Twins: another nonce, other claims, another PCR value.
        string other = Convert.ToHexStringLower(TpmEvidence.Binding([1], claims.Span));
        Assert.NotEqual(0, (await ToolRun.Run("tpm2_checkquote", [.. check, "-q", other])).ExitCode);
        Assert.NotEqual(0, (await ToolRun.Run("tpm2_checkquote", [.. check, "-q", Convert.ToHexStringLower(TpmEvidence.Binding(EvidenceFleet.Nonce, claims.Span[1..]))])).ExitCode);
        values[SelectionBytes + 4 + 6] ^= 1;
        File.WriteAllBytes(bench.Tpm.File("q.pcrs"), values);
        Assert.NotEqual(0, (await ToolRun.Run("tpm2_checkquote", [.. check, "-q", bound])).ExitCode);
    }

    [Fact]
    public async Task Tpm2_pcrread_shows_what_the_log_replays_to_and_no_restart_of_the_agent_adds_to_it()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        EventLog log = Open(await MakeAsync(bench, device)).Tpm.Log;
        Assert.Equal([TpmEventKind.AgentStart, TpmEventKind.ModelCurrent], log.Events.Select(each => each.Kind));
        Assert.Equal(log.Replay(), await PcrAsync(bench));
        bench.Restart();
        await MeasureAsync(bench);
        Assert.Equal(log.Events, Open(await MakeAsync(bench, device)).Tpm.Log.Events);
        await bench.Parts.MeasureAgentAsync(Sha256Digest.Of([9]), Engine);
        Assert.Equal(3, Open(await MakeAsync(bench, device)).Tpm.Log.Events.Count);
        Assert.DoesNotContain("TPM_EVENT_LOG_MISMATCH", bench.JournalText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_killed_between_log_and_PCR_completes_the_last_entry()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await MeasureAsync(bench);
        string file = Assert.Single(Directory.GetFiles(bench.RunFolder, "tpm-log-*"));
        EventLog log = EventLog.Parse(File.ReadAllBytes(file)).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
        EventLog with = log.With(TpmEvent.ModelCurrent("hearing", Manifest));
        File.WriteAllBytes(file, with.Encode());
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Equal(with.Replay(), await PcrAsync(bench));
        Assert.DoesNotContain("TPM_EVENT_LOG_MISMATCH", bench.JournalText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extended by another")]
    [InlineData("entry removed")]
    [InlineData("log removed")]
    [InlineData("TPM reset")]
    [RedTeam("G5", "Measures into the agent's PCR, edits or removes its log, or resets the TPM without the machine", typeof(MeasuredLog), "TPM_EVENT_LOG_MISMATCH")]
    public async Task A_PCR_that_is_not_what_the_log_says_is_told_and_stays_so(string how)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        await MakeAsync(bench, device);
        string file = Assert.Single(Directory.GetFiles(bench.RunFolder, "tpm-log-*"));
        switch (how)
        {
            case "extended by another":
                await bench.Tpm.Tool("tpm2_pcrextend", $"{TpmBench.Pcr}:sha256={Manifest.Hex}");
                break;
            case "entry removed":
                EventLog log = EventLog.Parse(File.ReadAllBytes(file)).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
                File.WriteAllBytes(file, new EventLog([.. log.Events.SkipLast(1)]).Encode());
                break;
            case "log removed":
                File.Delete(file);
                break;
            default:
                await bench.Tpm.Reset();
                break;
        }

        bench.Restart();
        await MeasureAsync(bench);
        Assert.Contains("TPM_EVENT_LOG_MISMATCH", bench.JournalText, StringComparison.Ordinal);
        byte[] message = await MakeAsync(bench, device);
        EvidenceVerification verified = await JudgeAsync(bench, message);
        Assert.Equal(TpmReasons.LogMismatch, verified.Verdict.Refusal);
        Assert.Contains(verified.Claims!.Coverage, gap => gap is { What: "tpm", Reason: "TPM_EVENT_LOG_MISMATCH" });
    }

    [Fact]
    [RedTeam("G5", "Puts the quote of other evidence beside the claims", typeof(EvidenceVerifier), "TPM_QUOTE_UNBOUND")]
    public async Task A_quote_of_other_evidence_is_not_that_of_these_claims()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        CmwMessage one = Collection(await MakeAsync(bench, device));
        CmwMessage other = Collection(await MakeAsync(bench, device, EvidenceFleet.Head with { Sequence = EvidenceFleet.Head.Sequence + 1 }));
        EvidenceVerification verified = await JudgeAsync(bench, CmwMessage.Write(one.Eat.Span, other.Tpm.Span));
        Assert.Equal(TpmReasons.QuoteUnbound, verified.Verdict.Refusal);
    }

    [Fact]
    [RedTeam("G5", "Strips the TPM's part of the evidence, or signs with the key in the file", typeof(EvidenceVerifier), "TPM_EVIDENCE_MISSING")]
    public async Task Evidence_without_the_TPM_s_part_does_not_count_for_a_device_that_has_one()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        CmwMessage whole = Collection(await MakeAsync(bench, device));
        Assert.Equal(TpmReasons.EvidenceMissing, (await JudgeAsync(bench, whole.Eat.ToArray())).Verdict.Refusal);
        ReadOnlyMemory<byte> plain = Maker(bench, device).Make(EvidenceFleet.Nonce, EvidenceFleet.Head).Match(made => made, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal(TpmReasons.EvidenceMissing, (await JudgeAsync(bench, plain.ToArray())).Verdict.Refusal);
    }

    [Fact]
    public async Task Without_the_hub_s_agreement_no_evidence_is_signed_by_the_key_in_the_TPM()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        EvidenceMaker maker = Maker(bench, device);
        Assert.Null(await bench.Parts.MakeEvidenceAsync(maker, EvidenceFleet.Nonce, EvidenceFleet.Head));
        Assert.True(bench.Parts.NeedsEnrolment);
        Assert.Equal(EvidenceReasons.SoftwareKeys, bench.Parts.Gap);

        // The hub agreed for another key of the connection: after the device was enrolled anew it asks again.
        bench.Parts.Enrolled.Keep(await bench.At(session => session.AttestationKey.Key.Name), Sha256Digest.Of([1]));
        Assert.Null(await bench.Parts.MakeEvidenceAsync(maker, EvidenceFleet.Nonce, EvidenceFleet.Head));
    }

    [Fact]
    public async Task A_TPM_that_goes_away_is_told_once_costs_its_part_and_counts_again_when_it_is_back()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TestDevice device = new(_folder, _authority);
        await MeasureAsync(bench);
        await MakeAsync(bench, device);
        using TpmParts away = bench.Make("tcp:127.0.0.1:1");
        await away.LookAsync();
        await away.LookAsync();
        await away.MeasureModelAsync("vision", Manifest);
        Assert.Null(await away.MakeEvidenceAsync(Maker(bench, device), EvidenceFleet.Nonce, EvidenceFleet.Head));
        Assert.Equal(TpmDeviceReasons.Missing, away.Gap);
        Assert.False(away.NeedsEnrolment);
        Assert.Single(bench.JournalText.Split('\n'), line => line.Contains("TPM_MISSING", StringComparison.Ordinal));
    }

    /// <summary>The TPM goes away after each number of commands in turn: wherever that is, what was due is measured in order once it is back, and once.</summary>
    [Fact]
    public async Task What_could_not_be_measured_when_it_was_due_is_measured_later_in_order()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await using TpmRelay relay = new(bench.Tpm.Port);
        using TpmParts parts = bench.Make(relay.Address);
        await parts.LookAsync();
        await parts.MeasureAgentAsync(Configuration, Engine);
        List<string> due = [Engine];
        for (int commands = 0; commands < 8; commands++)
        {
            relay.Left = commands;
            await parts.MeasureModelAsync($"eye-{commands}", Manifest);
            await parts.MeasureModelAsync($"ear-{commands}", Manifest);
            due.AddRange([$"eye-{commands}", $"ear-{commands}"]);
            relay.Left = int.MaxValue;
            await parts.LookAsync();
        }

        EventLog log = EventLog.Parse(File.ReadAllBytes(Assert.Single(Directory.GetFiles(bench.RunFolder, "tpm-log-*")))).Match(read => read, _ => EventLog.Empty);
        Assert.Equal(due, log.Events.Select(each => each.Subject));
        Assert.Equal(log.Replay(), await PcrAsync(bench));
        Assert.Contains("TPM_NO_ANSWER", bench.JournalText, StringComparison.Ordinal);
        Assert.Contains("works again", bench.JournalText, StringComparison.Ordinal);
        Assert.DoesNotContain("TPM_EVENT_LOG_MISMATCH", bench.JournalText, StringComparison.Ordinal);
    }

    private static async Task MeasureAsync(TpmBench bench)
    {
        await bench.Parts.LookAsync();
        await bench.Parts.MeasureAgentAsync(Configuration, Engine);
        await bench.Parts.MeasureModelAsync("vision", Manifest);
    }

    // As the hub agreed to the key.
    private async Task<byte[]> MakeAsync(TpmBench bench, TestDevice device, ChainHead? head = null)
    {
        bench.Parts.Enrolled.Keep(await bench.At(session => session.AttestationKey.Key.Name), _fleet.Identity.TlsKey);
        Parsed<ReadOnlyMemory<byte>>? made = await bench.Parts.MakeEvidenceAsync(Maker(bench, device), EvidenceFleet.Nonce, head ?? EvidenceFleet.Head);
        return made!.Value.Match(message => message.ToArray(), fault => throw new InvalidOperationException($"{fault}"));
    }

    private EvidenceMaker Maker(TpmBench bench, TestDevice device) =>
        _fleet.Maker(() => device.Evidence() with { Engine = new EngineReport(Engine, [], null, null), TpmGap = bench.Parts.Gap });

    private async Task<EvidenceVerification> JudgeAsync(TpmBench bench, byte[] message) => _fleet.Verify(message, new TpmBinding(await KeyAsync(bench), EvidenceTier.None, false));

    private static async Task<TpmPublic> KeyAsync(TpmBench bench) =>
        TpmPublic.Parse(await bench.At(session => session.AttestationKey.Key.Public)).Match(key => key, fault => throw new InvalidOperationException($"{fault}"));

    private static async Task<Sha256Digest> PcrAsync(TpmBench bench)
    {
        await bench.Tpm.Tool("tpm2_pcrread", $"sha256:{TpmBench.Pcr}", "-o", bench.Tpm.File("pcr"));
        return new Sha256Digest(File.ReadAllBytes(bench.Tpm.File("pcr")));
    }

    // As tpm2_quote -o writes it on this machine: TPML_PCR_SELECTION with room for 16 banks, a count, and TPML_DIGESTs of up to 8 values of up to 64 bytes each.
    private static byte[] PcrFile(IReadOnlyList<PcrValue> pcrs)
    {
        byte[][] chunks = [.. pcrs.Chunk(8).Select(some => (byte[])[.. BitConverter.GetBytes(some.Length), .. some.SelectMany(pcr => (byte[])[32, 0, .. Convert.FromHexString(pcr.Value.Hex), .. new byte[32]]), .. new byte[66 * (8 - some.Length)]])];
        uint mask = PcrSelection.Sha256([.. pcrs.Select(pcr => pcr.Index)]).Mask;
        byte[] selection = [1, 0, 0, 0, 0x0b, 0, 3, (byte)mask, (byte)(mask >> 8), (byte)(mask >> 16)];
        return [.. selection, .. new byte[SelectionBytes - selection.Length], .. BitConverter.GetBytes(chunks.Length), .. chunks.SelectMany(chunk => chunk)];
    }

    private static CmwMessage Collection(byte[] message) => CmwMessage.Parse(message).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));

    private static (ReadOnlyMemory<byte> Claims, TpmEvidence Tpm) Open(byte[] message)
    {
        CmwMessage collection = Collection(message);
        return (
            Formats.Cose.CoseSign1Parser.Parse(collection.Eat).Match(read => read.Payload, fault => throw new InvalidOperationException($"{fault}")),
            TpmEvidence.Parse(collection.Tpm).Match(read => read, fault => throw new InvalidOperationException($"{fault}")));
    }
}
