using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Packages;

namespace MLSecOps.Formats.Tests.Packages;

public sealed class PackageReaderTests
{
    [Fact]
    public void MembersAreFoundWhereTheyStand()
    {
        byte[] package = TarPackage.Written();
        Assert.True(TarPackage.Read(package).TryGet(out PackageLayout? layout, out FormatFault? fault), $"{fault}");
        Assert.All(layout.Files.Zip(TarPackage.Files), pair =>
            Assert.Equal(pair.Second.Content, package[(int)pair.First.Payload.Offset..(int)(pair.First.Payload.Offset + pair.First.Payload.Size)]));
    }

    [Fact]
    public void TheRollingHintIsAccepted()
    {
        List<(string Name, byte[] Content)> members = TarPackage.Members();
        members[2] = (members[2].Name, [.. members[2].Content, .. new byte[12]]);
        Assert.True(TarPackage.Read(TarPackage.Join(members)).TryGet(out _, out FormatFault? fault), $"{fault}");
    }

    [Fact]
    public void AnOmsBundleIsFoundAndLeftAlone()
    {
        List<(string Name, byte[] Content)> members = TarPackage.Members();
        members.Insert(2, ("manifest.oms.json", "{}"u8.ToArray()));
        Assert.True(PackageReader.ReadEnvelope(new MemoryByteSource(TarPackage.Join(members))).TryGet(out PackageEnvelope? envelope, out _));
        Assert.Equal(2, envelope.OmsBundle!.Size);
        Assert.True(TarPackage.Read(TarPackage.Join(members)).TryGet(out _, out _));
    }

    public static TheoryData<string, string> Rearrangements { get; } = new()
    {
        { "no manifest", "PACKAGE_MEMBER_UNEXPECTED" },
        { "signature first", "PACKAGE_MEMBER_UNEXPECTED" },
        { "extra at the end", "PACKAGE_MEMBER_UNEXPECTED" },
        { "extra between", "PACKAGE_MEMBER_UNEXPECTED" },
        { "payload swapped", "PACKAGE_MEMBER_UNEXPECTED" },
        { "index swapped", "PACKAGE_MEMBER_UNEXPECTED" },
        { "member twice", "PACKAGE_MEMBER_UNEXPECTED" },
        { "index missing", "PACKAGE_MEMBER_UNEXPECTED" },
        { "last payload missing", "PACKAGE_MEMBER_MISSING" },
        { "payload longer", "PACKAGE_MEMBER_SIZE" },
        { "payload shorter", "PACKAGE_MEMBER_SIZE" },
        { "index shorter", "PACKAGE_MEMBER_SIZE" },
        { "signature too large", "SIGNATURE_TOO_LARGE" },
        { "manifest too large", "DOCUMENT_TOO_LARGE" },
    };

    [Theory]
    [MemberData(nameof(Rearrangements))]
    public void EachRearrangementHasItsReason(string what, string code)
    {
        List<(string Name, byte[] Content)> members = TarPackage.Members();
        switch (what)
        {
            case "no manifest": members.RemoveAt(0); break;
            case "signature first": members.Reverse(0, 2); break;
            case "extra at the end": members.Add(("extra", [1])); break;
            case "extra between": members.Insert(5, ("extra", [1])); break;
            case "payload swapped": members.Reverse(5, 2); break;
            case "index swapped": members.Reverse(2, 2); break;
            case "member twice": members.Insert(6, members[5]); break;
            case "index missing": members.RemoveAt(2); break;
            case "last payload missing": members.RemoveAt(7); break;
            case "payload longer": members[5] = (members[5].Name, [.. members[5].Content, 0]); break;
            case "payload shorter": members[5] = (members[5].Name, members[5].Content[..^1]); break;
            case "index shorter": members[2] = (members[2].Name, members[2].Content[..^32]); break;
            case "signature too large": members[1] = (members[1].Name, new byte[Limits.CmsBytes + 1]); break;
            default: members[0] = (members[0].Name, new byte[Limits.DocumentBytes + 1]); break;
        }

        Assert.False(TarPackage.Read(TarPackage.Join(members)).TryGet(out _, out FormatFault? fault), what);
        Assert.Equal(code, fault!.Reason.Code);
    }

    [Fact]
    public void WhatStandsAroundTheMembersIsChecked()
    {
        byte[] package = TarPackage.Written();
        AssertFault(PackageReasons.TrailingBytes, [.. package, 0]);
        AssertFault(PackageReasons.TrailingBytes, [.. package, .. new byte[512]]);
        byte[] lateByte = [.. package];
        lateByte[^1] = 1;
        AssertFault(PackageReasons.PaddingInvalid, lateByte);
        byte[] padding = [.. package];
        padding[^1025] = 1;
        AssertFault(PackageReasons.PaddingInvalid, padding);
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] package = TarPackage.Written();
        for (int length = 0; length < package.Length; length++)
        {
            Assert.False(TarPackage.Read(package[..length]).TryGet(out _, out FormatFault? fault), $"{length}");
            Assert.Contains(fault!.Reason, new[] { PackageReasons.Truncated, PackageReasons.MemberMissing });
            Assert.InRange(fault.Offset, 0, length);
        }
    }

    private static void AssertFault(Reason reason, byte[] package)
    {
        Assert.False(TarPackage.Read(package).TryGet(out _, out FormatFault? fault));
        Assert.Equal(reason, fault!.Reason);
    }
}
