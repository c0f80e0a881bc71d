using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.TestKit;
using MLSecOps.Trust.Packages;

namespace MLSecOps.EdgeAgent.Tests.Update;

/// <summary>Install, refuse, tamper, restore: on real folders with the real verifier.</summary>
public sealed class DeviceStoryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_package_becomes_current_confirmed_and_is_taken_from_the_drop_folder()
    {
        await using TestDevice device = new(_folder, _authority);
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        Assert.Equal(UpdatePhase.Confirmed, state.Phase);
        Assert.Equal(1, state.Floor);
        Assert.True(state.MayHandOut(device.Policy, TestDevice.Engine));
        Assert.Equal("1-" + state.Current!.Id.Manifest.Short, new DirectoryInfo(device.Layout.Current("vision")).LinkTarget);
        await device.UntilAsync(() => Directory.GetFiles(_folder["state/drop"]).Length == 0);
        Assert.True(File.Exists(device.Layout.Package("vision", state.Current.Id)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(device.ModelFile()));
    }

    [Theory]
    [InlineData("wrong key", "CHAIN_UNTRUSTED")]
    [InlineData("wrong audience", "AUDIENCE_MISMATCH")]
    [InlineData("wrong hardware", "HARDWARE_MISMATCH")]
    [InlineData("expired", "RELEASE_EXPIRED")]
    [InlineData("lower release", "RELEASE_BELOW_FLOOR")]
    [InlineData("corrupted payload", "PAYLOAD_DIGEST_MISMATCH")]
    [InlineData("corrupted signature", "SIGNATURE_INVALID")]
    [InlineData("truncated", "TRUNCATED")]
    [InlineData("OMS bundle about the model alone", "OMS_MANIFEST_NOT_COVERED")]
    [InlineData("other package, same release", "RELEASE_CONFLICT")]
    [InlineData("opaque format", "OPAQUE_NOT_ALLOWED")]
    [RedTeam("G1", "Drops a package that is changed, cut, expired, for others or signed by another key into the device's folder", typeof(ReleaseVerification), "SIGNER_CHAIN_UNTRUSTED", "AUDIENCE_MISMATCH", "HARDWARE_MISMATCH", "RELEASE_EXPIRED", "PAYLOAD_DIGEST_MISMATCH", "SIGNATURE_INVALID", "PACKAGE_TRUNCATED", "OPAQUE_NOT_ALLOWED")]
    [RedTeam("G2", "Drops an older release, or another one under the same number, into the device's folder", typeof(ReleaseVerification), "RELEASE_BELOW_FLOOR", "RELEASE_CONFLICT")]
    public async Task Bad_packages_are_refused_by_name_and_the_running_model_stays(string what, string code)
    {
        await using TestDevice device = new(_folder, _authority);
        SlotState good = await device.InstallAsync(new TestPackage { Release = 5 }.Bytes(_authority));
        byte[] bad = what switch
        {
            "wrong key" => new TestPackage { Release = 6 }.Bytes(SigningAuthority.Create()),
            "wrong audience" => new TestPackage { Release = 6, Audience = ["others"] }.Bytes(_authority),
            "wrong hardware" => new TestPackage { Release = 6, Hardware = ["rpi5"] }.Bytes(_authority),
            "expired" => new TestPackage { Release = 6, Expires = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero) }.Bytes(_authority),
            "lower release" => new TestPackage { Release = 4 }.Bytes(_authority),
            "corrupted payload" => Flip(new TestPackage { Release = 6 }.Bytes(_authority), fromEnd: 4000),
            "corrupted signature" => FlipSignature(new TestPackage { Release = 6 }.Bytes(_authority)),
            "truncated" => new TestPackage { Release = 6 }.Bytes(_authority)[..^2000],
            "OMS bundle about the model alone" => new TestPackage { Release = 6, Bundled = "model.onnx" }.Bytes(_authority),
            "other package, same release" => new TestPackage { Release = 5, Content = "other" }.Bytes(_authority),
            "opaque format" => new TestPackage { Release = 6, Format = ModelFormat.Opaque }.Bytes(_authority),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
        SlotState after = await device.InstallAsync(bad, "bad.mlpkg");
        Assert.EndsWith(code, after.LastFailure?.Code);
        Assert.Equal(good.Current!.Id, after.Current!.Id);
        Assert.True(after.MayHandOut(device.Policy, TestDevice.Engine));
        Assert.Contains(after.LastFailure!.Code, device.JournalText);
        Assert.True(File.Exists(_folder["state/drop/bad.mlpkg"]));
        Assert.Empty(Directory.GetFileSystemEntries(device.Layout.Staging));
    }

    [Fact]
    public async Task A_package_that_an_OMS_bundle_speaks_for_is_installed_and_verified_again_by_it()
    {
        await using TestDevice device = new(_folder, _authority);
        SlotState state = await device.InstallAsync(new TestPackage { Bundled = "manifest.json" }.Bytes(_authority));
        Assert.Equal(UpdatePhase.Confirmed, state.Phase);
        string folder = device.Layout.Release("vision", state.Current!.Id);
        Assert.True(File.Exists(Path.Combine(folder, "manifest.oms.json")));
        Assert.False(File.Exists(Path.Combine(folder, "manifest.p7s")));
        Tamper(device.ModelFile(), 5000);

        device.Recheck();
        await device.UntilAsync(() => device.JournalText.Contains("the last good copy is back", StringComparison.Ordinal));
        Assert.True(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
        // The bundle, too, is part of what is verified.
        Tamper(Path.Combine(folder, "manifest.oms.json"), 1200);
        device.Recheck();
        await device.UntilAsync(() => device.JournalText.Contains("SEAL_BROKEN", StringComparison.Ordinal));
    }

    [Fact]
    [RedTeam("G3", "Changes a byte of the installed model", typeof(ReleaseVerification), "MODEL_TAMPERED")]
    public async Task A_changed_byte_is_noticed_kept_as_evidence_and_restored()
    {
        await using TestDevice device = new(_folder, _authority);
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        string file = device.ModelFile();
        byte[] signed = File.ReadAllBytes(file);
        Tamper(file, 5000);

        device.Recheck();
        await device.UntilAsync(() => device.JournalText.Contains("the last good copy is back", StringComparison.Ordinal));
        Assert.Equal(signed, File.ReadAllBytes(file));
        Assert.True(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
        Assert.Contains("MODEL_TAMPERED", device.JournalText);
        string evidence = Directory.GetFiles(device.Layout.Quarantine, "0.bin", SearchOption.AllDirectories).Single();
        Assert.Equal(signed.Length, new FileInfo(evidence).Length);
        Assert.NotEqual(signed, File.ReadAllBytes(evidence));
        Assert.Equal(state.Current!.Id, device.Slot().Current!.Id);
    }

    [Theory]
    [InlineData("deleted", "MODEL_FILE_MISSING")]
    [InlineData("replaced by a link", "MODEL_FILE_MISSING")]
    [InlineData("a file more", "MODEL_FILE_UNSIGNED")]
    [InlineData("shorter", "MODEL_TAMPERED")]
    [InlineData("manifest changed", "SEAL_BROKEN")]
    [InlineData("signature removed", "SEAL_BROKEN")]
    [InlineData("folder removed", "MODEL_FILE_MISSING")]
    [RedTeam("G3", "Removes, cuts, links or adds files of the installed model, changes its manifest, removes its signature", typeof(ReleaseVerification), "MODEL_FILE_MISSING", "MODEL_FILE_UNSIGNED", "MODEL_TAMPERED", "SEAL_BROKEN")]
    public async Task Every_way_of_tampering_has_its_name_and_is_mended(string how, string code)
    {
        await using TestDevice device = new(_folder, _authority);
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        string folder = device.Layout.Release("vision", state.Current!.Id);
        foreach (string entry in Directory.GetFileSystemEntries(folder).Append(folder))
        {
            File.SetUnixFileMode(entry, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string file = Path.Combine(folder, "model.onnx");
        switch (how)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "replaced by a link":
                File.Move(file, _folder["elsewhere"]);
                File.CreateSymbolicLink(file, _folder["elsewhere"]);
                break;
            case "a file more":
                File.WriteAllText(Path.Combine(folder, "weights.bin"), "more");
                break;
            case "shorter":
                File.WriteAllBytes(file, File.ReadAllBytes(file)[..100]);
                break;
            case "manifest changed":
                Tamper(Path.Combine(folder, "manifest.json"), 30);
                break;
            case "signature removed":
                File.Delete(Path.Combine(folder, "manifest.p7s"));
                break;
            default:
                Directory.Delete(folder, recursive: true);
                break;
        }

        device.Recheck();
        await device.UntilAsync(() => device.JournalText.Contains("the last good copy is back", StringComparison.Ordinal));
        Assert.Contains(code, device.JournalText);
        Assert.Equal(["manifest.json", "manifest.p7s", "model.onnx"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    [RedTeam("G3", "Changes the installed model and the package that it would be restored from", typeof(ReleaseVerification), "RESTORE_FAILED")]
    public async Task When_the_pristine_package_was_tampered_with_too_the_model_is_not_handed_out_and_a_fresh_copy_mends_it()
    {
        await using TestDevice device = new(_folder, _authority);
        byte[] package = new TestPackage().Bytes(_authority);
        SlotState state = await device.InstallAsync(package);
        await device.UntilAsync(() => File.Exists(device.Layout.Package("vision", state.Current!.Id)));
        Tamper(device.ModelFile(), 10);
        Tamper(device.Layout.Package("vision", state.Current!.Id), (int)new FileInfo(device.Layout.Package("vision", state.Current.Id)).Length - 4000);

        device.Recheck();
        await device.UntilAsync(() => device.Slot().LastFailure == StoreReasons.RestoreFailed);
        Assert.False(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));

        await device.InstallAsync(package, "again.mlpkg");
        await device.UntilAsync(() => device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
    }

    [Fact]
    [RedTeam("G1", "Signs a release that does not answer as its suite says", typeof(UpdateMachine), "SANITY_OUTPUT_DEVIATES")]
    public async Task A_failed_rehearsal_keeps_the_running_model()
    {
        await using TestDevice device = new(_folder, _authority);
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        device.Rehearsal = new(CheckOutcome.Failed, RehearsalReasons.OutputDeviates, TestDevice.Engine);
        SlotState after = await device.InstallAsync(new TestPackage { Release = 2 }.Bytes(_authority), "second.mlpkg");
        Assert.Equal(1, after.Current!.Id.Release);
        Assert.Equal(RehearsalReasons.OutputDeviates, after.LastFailure);
    }

    [Fact]
    [RedTeam("G2", "Restarts the device and offers an older release", typeof(PackageVerifier), "RELEASE_BELOW_FLOOR")]
    public async Task State_and_floor_survive_a_start_and_the_model_is_read_before_it_counts()
    {
        await using (TestDevice device = new(_folder, _authority))
        {
            await device.InstallAsync(new TestPackage { Release = 7 }.Bytes(_authority));
        }

        await using TestDevice again = new(_folder, _authority);
        await again.UntilAsync(() => again.Slot().MayHandOut(again.Policy, TestDevice.Engine));
        Assert.Equal(7, again.Slot().Floor);
        SlotState refused = await again.InstallAsync(new TestPackage { Release = 6 }.Bytes(_authority), "old.mlpkg");
        Assert.Equal(PolicyReasons.ReleaseBelowFloor, refused.LastFailure);
    }

    [Fact]
    public async Task Report_only_keeps_evidence_and_leaves_the_bytes()
    {
        await using TestDevice device = new(_folder, _authority, "[update]\nsoak = \"0s\"\n[watch]\non_tamper = \"report\"\n");
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        Tamper(device.ModelFile(), 5000);
        device.Recheck();
        await device.UntilAsync(() => Directory.GetFileSystemEntries(device.Layout.Quarantine).Length == 1);
        Assert.Equal(Integrity.Tampered, device.Slot().Integrity);
        Assert.False(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
    }

    private static void Tamper(string file, int at)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static byte[] Flip(byte[] package, int fromEnd)
    {
        package[^fromEnd] ^= 1;
        return package;
    }

    private static byte[] FlipSignature(byte[] package)
    {
        // The last bytes of the CMS are the signature value; the member's content begins 512 bytes after its header.
        int header = package.AsSpan().IndexOf("manifest.p7s"u8);
        int size = Convert.ToInt32(System.Text.Encoding.ASCII.GetString(package, header + 124, 11), 8);
        package[header + 512 + size - 5] ^= 1;
        return package;
    }
}
