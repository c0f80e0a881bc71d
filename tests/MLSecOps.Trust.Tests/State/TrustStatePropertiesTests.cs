using CsCheck;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Tests.State;

/// <summary>G2 and G4 over arbitrary sequences of documents, packages, crashes, lost generations and clock jumps, with a publisher whose key is stolen: nothing goes back, and one trust update repairs whatever was poisoned.</summary>
public sealed class TrustStatePropertiesTests
{
    private const long Huge = (1L << 53) - 1;

    private static readonly SignedFleet Fleet = new();
    private static readonly Dictionary<(long Release, bool Next, int Dated), byte[]> Packages = [];

    private static readonly DateTimeOffset[] Clocks =
        [DateTimeOffset.UnixEpoch, SignedFleet.Now, SignedFleet.Now.AddDays(60), SignedFleet.Now.AddYears(2), SignedFleet.Now.AddYears(40)];

    private enum Act
    {
        Install,
        Bulletin,
        Trust,
        Crash,
        Lose,
        Clock,
    }

    private static readonly Gen<(Act Act, int Small, int Variant)[]> Scripts =
        Gen.Select(Gen.Frequency((6, Gen.Const(Act.Install)), (4, Gen.Const(Act.Bulletin)), (2, Gen.Const(Act.Trust)), (2, Gen.Const(Act.Crash)), (2, Gen.Const(Act.Lose)), (2, Gen.Const(Act.Clock))),
            Gen.Int[0, 5], Gen.Int[0, 3]).Array[1, 24];

    [Fact]
    [RedTeam("G2", "Mixes documents and packages by a stolen publisher key with power cuts, lost files and clock jumps, in any order", typeof(TrustState))]
    public void Nothing_goes_back_and_one_trust_update_repairs_everything() => Scripts.Sample(script =>
    {
        PoisonedDevice device = new(Fleet);
        foreach ((Act act, int small, int variant) in script)
        {
            TrustState trust = device.Trust;
            (long era, long floor) = (device.Slot.FloorEra, device.Slot.Floor);
            Perform(device, act, small, variant);

            Assert.True(device.Trust.TrustVersion >= trust.TrustVersion, "a trust version went back");
            bool sameTrust = device.Trust.TrustVersion == trust.TrustVersion;
            if (sameTrust && trust.Bulletin is { Binding: true } bulletin)
            {
                Assert.True(device.Trust.Bulletin?.Bulletin.Version >= bulletin.Bulletin.Version, "a bulletin went back");
            }

            if (sameTrust)
            {
                Assert.All(trust.Time.Sources, source => Assert.True(device.Trust.Time.Sources[source.Key] >= source.Value, "a source of time went back"));
            }

            Assert.True((device.Slot.FloorEra, device.Slot.Floor).CompareTo((era, floor)) >= 0, "G2: the floor went back");
            Assert.True(device.Slot.FloorEra <= device.Trust.TrustVersion, "G2: somebody other than root moved the floor");
            Assert.True(device.Trust.Time.Instant <= new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), "a clock, or a date past every certificate, became a floor");
            if (device.MayHandOut)
            {
                Assert.Null(device.Slot.Bulletin.Refuse(device.Slot.Current!.Id));
                Assert.Null(device.Trust.Bulletin?.Bulletin.FindRecall(device.Slot.Current.Id.Manifest));
            }
        }

        Repair(device);
    }, iter: 150, seed: "0N0XIzNsQ0O2", threads: 1);

    private static void Perform(PoisonedDevice device, Act act, int small, int variant)
    {
        switch (act)
        {
            case Act.Install:
                device.Install(Package(small == 5 ? Huge : small + 1, false, variant % 2));
                break;
            case Act.Bulletin:
                device.Take(BulletinOf(small == 5 ? Huge : small + 1, variant));
                break;
            case Act.Trust:
                // The next version, an old one, or one too far; the honest root resets nothing here.
                device.Take(Update(Math.Max(1, device.Trust.TrustVersion + 1 - (variant == 1 ? 1 : 0) + (variant == 2 ? 1 : 0)), false));
                break;
            case Act.Crash:
                device.Crash(small % 2);
                break;
            case Act.Lose:
                device.Lose(small % 2);
                break;
            default:
                device.Clock = Clocks[small % Clocks.Length];
                break;
        }
    }

    // What a fleet's owner does once he knows: new publishers, floors and sources of time set anew. The device's clock is right again.
    private static void Repair(PoisonedDevice device)
    {
        device.Clock = SignedFleet.Now;
        Verdicts.AssertTrusted(device.Take(Update(device.Trust.TrustVersion + 1, true)));
        Assert.Equal(0, device.Slot.Floor);
        Verdicts.AssertTrusted(device.Take(Fleet.Once("clean", () => Fleet.Sign(SignedFleet.Bulletin(1), Fleet.Signer(Fleet.NextPublishers)))));
        // A number that the thief did not use: two manifests under one number conflict.
        Verdicts.AssertTrusted(device.Install(Package(7, true, 0)));
        Assert.Equal((7L, 7L), (device.Slot.Current!.Id.Release, device.Slot.Floor));
        Assert.True(device.MayHandOut);

        // And the thief's key does nothing any more.
        Assert.IsType<TrustVerdict.Rejected>(device.Take(BulletinOf(Huge, 2)));
        Assert.IsType<TrustVerdict.Rejected>(device.Install(Package(5, false, 0)));
    }

    private static byte[] Package(long release, bool next, int dated)
    {
        if (!Packages.TryGetValue((release, next, dated), out byte[]? package))
        {
            DateTimeOffset issued = dated == 0 ? SignedFleet.Now.AddDays(-3) : SignedFleet.Now.AddYears(2);
            SamplePackage sample = new()
            {
                Files = [("model.onnx", FileRole.Model, SamplePackage.Bytes(64))],
                Change = manifest => manifest with { Model = PoisonedDevice.Model, Release = release, Issued = issued, Expires = issued.AddYears(1) },
            };
            byte[] document = sample.ManifestBytes;
            Packages[(release, next, dated)] = package = sample.Build(
                document, SignedFleet.Value(DocumentSigner.Sign(document, Fleet.Signer(next ? Fleet.NextPublishers : Fleet.Publishers), [], SignedFleet.Now)).ToArray());
        }

        return package;
    }

    private static SignedParts BulletinOf(long version, int variant) => Fleet.Once($"bulletin {version} {variant}", () =>
    {
        DateTimeOffset issued = variant == 3 ? SignedFleet.Now.AddYears(2) : SignedFleet.Now.AddDays(-1);
        IReadOnlyList<Recall> recalls = variant == 1 ? [.. new long[] { 1, 3, Huge }.Select(release => new Recall(PoisonedDevice.Model, new(release, Digest(release)), "x", null))] : [];
        return Fleet.Sign(new Bulletin(version, issued, issued.AddDays(30), recalls, variant == 2 ? [new LeastRelease(PoisonedDevice.Model, Huge)] : [], []));
    });

    private static Sha256Digest Digest(long release)
    {
        byte[] package = Package(release, false, 0);
        return Sha256Digest.Of(Formats.Packages.PackageReader.ReadEnvelope(new Core.Bytes.MemoryByteSource(package)).Match(envelope => envelope.Manifest.ToArray(), _ => []));
    }

    private static SignedParts Update(long version, bool repair) => Fleet.Once($"trust {version} {repair}", () => Fleet.Sign(
        repair
            ? SignedFleet.With(Fleet.Update, (TrustRole.Publisher, SignedFleet.Anchors(Fleet.NextPublishers))) with
            {
                Version = version,
                FloorResets = [new FloorReset(PoisonedDevice.Model, 0)],
                TimeResets = [.. TrustNames.Sources.Select(source => source.Source)],
            }
            : Fleet.Update with { Version = version }));
}
