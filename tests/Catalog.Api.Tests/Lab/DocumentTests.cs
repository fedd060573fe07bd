namespace CacheFleet.Catalog.Api.Tests.Lab;

public sealed class DocumentTests(CatalogServers servers)
{
    [Fact]
    public async Task A_document_is_read_in_the_version_that_its_read_began_with()
    {
        await using var replica = await Replica.StartAsync(servers);
        var path = $"/lab/documents/{Path.GetRandomFileName()}";
        await replica.PutAsync(path, new { version = 1, parts = 10, partBytes = 10 });

        var read = replica.GetAsync(path + "?pauseMs=30");
        for (var version = 2; !read.IsCompleted; version++)
        {
            Assert.Equal(204, (await replica.PutAsync(
                path, new { version, parts = 10, partBytes = 10, mostVersions = 1000 })).Status);
        }

        var text = (await read).Text;
        Assert.Equal(10, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct());
    }

    [Fact]
    public async Task A_read_whose_version_has_gone_is_cut_off()
    {
        await using var replica = await Replica.StartAsync(servers);
        var path = $"/lab/documents/{Path.GetRandomFileName()}";
        await replica.PutAsync(path, new { version = 1, parts = 10, partBytes = 10 });

        var read = replica.GetAsync(path + "?pauseMs=50");
        await Task.Delay(100);
        await replica.PutAsync(path, new { version = 2, parts = 10, partBytes = 10, mostVersions = 1 });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => read);
        Assert.Equal(1, (await replica.GetAsync(path + "/versions")).Json.GetProperty("versions").GetInt32());
    }
}
