using System.Security.Cryptography;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Memory;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Opening;

/// <summary>The verified open on a real store.</summary>
public sealed class ModelOpenerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();
    private long _room = long.MaxValue;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_handed_out_is_what_was_signed_sealed_and_only_what_an_application_needs()
    {
        await using TestDevice device = new(_folder, _authority);
        TestPackage package = new()
        {
            More =
            [
                ("weights/a.bin", FileRole.ExternalData, RandomNumberGenerator.GetBytes(50_000)),
                ("labels.txt", FileRole.Data, "cat\ndog\n"u8.ToArray()),
                ("empty.bin", FileRole.Data, []),
                ("drift.json", FileRole.Baseline, "{}"u8.ToArray()),
                ("sanity/golden.bin", FileRole.Sanity, "canary"u8.ToArray()),
            ],
        };
        await device.InstallAsync(package.Bytes(_authority));
        using ReleaseShelf shelf = Shelf(device);
        OpenOutcome.Opened opened = Assert.IsType<OpenOutcome.Opened>(await device.Opener(shelf).OpenAsync("vision", Cancel));
        Assert.Equal(["model.onnx", "weights/a.bin", "labels.txt", "empty.bin"], opened.Files.Select(file => file.Signed.Path));
        Dictionary<string, byte[]> expected = package.More.ToDictionary(file => file.Path, file => file.Content);
        expected["model.onnx"] = package.ModelBytes;
        foreach (OpenFile file in opened.Files)
        {
            Assert.True(SealedMemoryFile.IsSealed(file.Handle));
            Assert.Equal(Core.Digests.Sha256Digest.Of(expected[file.Signed.Path]), file.Plain);
            Assert.Equal(expected[file.Signed.Path], Read(file));
        }
    }

    [Theory]
    [InlineData("changed", "MODEL_TAMPERED")]
    [InlineData("longer", "MODEL_TAMPERED")]
    [InlineData("shorter", "MODEL_TAMPERED")]
    [InlineData("missing", "MODEL_FILE_MISSING")]
    [InlineData("link", "MODEL_FILE_MISSING")]
    [InlineData("other manifest", "SEAL_BROKEN")]
    [RedTeam("G3", "Changes, cuts, removes or replaces a model's file before an application opens it", typeof(ReleaseSealing), "MODEL_TAMPERED", "MODEL_FILE_MISSING", "SEAL_BROKEN")]
    public async Task Bytes_that_are_not_the_signed_ones_are_never_handed_out_and_the_finding_comes_at_once(string what, string code)
    {
        // Nothing watches this store, and nothing is restored: what is noticed is noticed by the open.
        await using TestDevice device = new(_folder, _authority, "[update]\nsoak = \"0s\"\n[watch]\non_tamper = \"report\"\n");
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        Spoil(device.ModelFile(), what);
        using ReleaseShelf shelf = Shelf(device);
        ModelOpener opener = device.Opener(shelf);
        Assert.Equal(code, Assert.IsType<OpenOutcome.NotTrusted>(await opener.OpenAsync("vision", Cancel)).Reason);
        await device.UntilAsync(() => device.Slot().Integrity == Integrity.Tampered);
        await device.UntilAsync(() => device.Log.Findings.Any(finding => finding.Reason == code));
        Assert.IsType<OpenOutcome.NotTrusted>(await opener.OpenAsync("vision", Cancel));
        Assert.False(opener.List(device.Slot()).Openable);
        Assert.Equal(0, shelf.KeptBytes);
    }

    [Fact]
    [RedTeam("G3", "Changes a model's file while an application has it open, in mode observe, which blocks nothing", typeof(ReleaseSealing))]
    public async Task Whoever_has_it_open_keeps_the_signed_bytes_and_in_mode_observe_too_no_others_are_handed_out()
    {
        await using TestDevice device = new(_folder, _authority, "[update]\nsoak = \"0s\"\n[watch]\non_tamper = \"report\"\n", mode: "observe");
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        byte[] signed = new TestPackage().ModelBytes;
        using ReleaseShelf shelf = Shelf(device);
        OpenOutcome.Opened before = Assert.IsType<OpenOutcome.Opened>(await device.Opener(shelf).OpenAsync("vision", Cancel));
        Spoil(device.ModelFile(), "changed");
        Assert.Equal(signed, Read(before.Files[0]));

        // The kept copy is still the signed one; a new one cannot be made of what lies there now.
        OpenOutcome.Opened kept = Assert.IsType<OpenOutcome.Opened>(await device.Opener(shelf).OpenAsync("vision", Cancel));
        Assert.Equal(signed, Read(kept.Files[0]));
        using ReleaseShelf fresh = Shelf(device);
        Assert.Equal("MODEL_TAMPERED", Assert.IsType<OpenOutcome.NotTrusted>(await device.Opener(fresh).OpenAsync("vision", Cancel)).Reason);
    }

    [Fact]
    [RedTeam("G1", "Opens a model that is recalled, failed its rehearsal or was not looked at since the start", typeof(ModelOpener), "MODEL_NOT_VERIFIED_YET")]
    public async Task What_the_status_does_not_call_trusted_is_not_handed_out()
    {
        await using TestDevice device = new(_folder, _authority);
        using ReleaseShelf shelf = Shelf(device);
        ModelOpener opener = device.Opener(shelf);
        Assert.IsType<OpenOutcome.NotFound>(await opener.OpenAsync("vision", Cancel));
        device.Rehearsal = new RehearsalResult(CheckOutcome.Failed, RehearsalReasons.OutputDeviates, TestDevice.Engine);
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        Assert.Equal(RehearsalReasons.OutputDeviates.Code, Assert.IsType<OpenOutcome.NotTrusted>(await opener.OpenAsync("vision", Cancel)).Reason);

        device.Rehearsal = new RehearsalResult(CheckOutcome.Passed, null, TestDevice.Engine);
        await device.InstallAsync(new TestPackage { Release = 2 }.Bytes(_authority));
        Close(Assert.IsType<OpenOutcome.Opened>(await opener.OpenAsync("vision", Cancel)));

        // Nothing is known of the engine any more: the pass does not count.
        ModelOpener without = new(_ => device.FindOrMake("vision"), () => device.Policy, () => "", shelf, (_, _) => { });
        Assert.IsType<OpenOutcome.NotTrusted>(await without.OpenAsync("vision", Cancel));
        Assert.Equal("MODEL_NOT_VERIFIED_YET", OpenReasons.NotVerifiedYet.Code);
    }

    [Fact]
    public async Task A_new_release_is_handed_out_at_once_and_the_old_copy_is_given_up()
    {
        await using TestDevice device = new(_folder, _authority);
        using ReleaseShelf shelf = Shelf(device);
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        OpenOutcome.Opened first = Assert.IsType<OpenOutcome.Opened>(await device.Opener(shelf).OpenAsync("vision", Cancel));
        TestPackage next = new() { Release = 2, Content = "other weights" };
        await device.InstallAsync(next.Bytes(_authority));
        OpenOutcome.Opened second = Assert.IsType<OpenOutcome.Opened>(await device.Opener(shelf).OpenAsync("vision", Cancel));
        Assert.Equal(2, second.Release.Id.Release);
        Assert.Equal(next.ModelBytes, Read(second.Files[0]));
        shelf.KeepOnly("vision", second.Release.Id);
        Assert.Equal(next.ModelBytes.Length, shelf.KeptBytes);

        // Not revoked: the application that has the old one goes on with it.
        Assert.Equal(new TestPackage().ModelBytes, Read(first.Files[0]));
    }

    [Fact]
    public async Task Where_a_copy_does_not_fit_none_is_begun()
    {
        await using TestDevice device = new(_folder, _authority);
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        _room = 1 << 20;
        using ReleaseShelf shelf = Shelf(device);
        Assert.Equal("OPEN_NO_MEMORY", Assert.IsType<OpenOutcome.Failed>(await device.Opener(shelf).OpenAsync("vision", Cancel)).Reason);
        _room = 1 << 30;
        Close(Assert.IsType<OpenOutcome.Opened>(await device.Opener(shelf).OpenAsync("vision", Cancel)));
    }

    [Fact]
    public async Task More_files_than_a_message_carries_are_told()
    {
        await using TestDevice device = new(_folder, _authority);
        TestPackage package = new() { More = [.. Enumerable.Range(0, ReleaseSealing.MaxFiles).Select(i => ($"w/{i}.bin", FileRole.ExternalData, Encoding.ASCII.GetBytes($"{i}")))] };
        await device.InstallAsync(package.Bytes(_authority));
        using ReleaseShelf shelf = Shelf(device);
        Assert.Equal("OPEN_TOO_MANY_FILES", Assert.IsType<OpenOutcome.Failed>(await device.Opener(shelf).OpenAsync("vision", Cancel)).Reason);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReleaseShelf Shelf(TestDevice device) => new(
        new ReleaseSealing(device.Layout, new ParallelBlockHasher(), new PlainDigests(), () => _room).Seal, () => TimeSpan.FromMinutes(1), () => 1 << 20, TimeProvider.System);

    private static void Close(OpenOutcome.Opened opened) => opened.Files.ToList().ForEach(file => file.Handle.Dispose());

    private static byte[] Read(OpenFile file)
    {
        using FileByteSource source = FileByteSource.Over(file.Handle, file.Signed.Path);
        byte[] content = new byte[source.Length];
        Assert.Equal(content.Length, source.Read(0, content));
        return content;
    }

    private static void Spoil(string path, string what)
    {
        string folder = Path.GetDirectoryName(path)!;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_000_000);
        File.SetUnixFileMode(path, (UnixFileMode)0b110_000_000);
        byte[] content = File.ReadAllBytes(path);
        switch (what)
        {
            case "changed":
                content[^1] ^= 1;
                File.WriteAllBytes(path, content);
                break;
            case "longer":
                File.WriteAllBytes(path, [.. content, 0]);
                break;
            case "shorter":
                File.WriteAllBytes(path, content[..^1]);
                break;
            case "missing":
                File.Delete(path);
                break;
            case "link":
                File.Move(path, folder + "/../elsewhere");
                File.CreateSymbolicLink(path, "../elsewhere");
                break;
            default:
                File.Delete(folder + "/manifest.json");
                File.WriteAllText(folder + "/manifest.json", "{}");
                break;
        }
    }
}
